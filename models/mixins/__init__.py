from . import number_mixin
