from . import programme_portal
