from . import controllers, demo, models, reports, wizards
from .models.desk.uninstall import uninstall_hook
