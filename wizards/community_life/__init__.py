from . import estate_programme_sign_up
