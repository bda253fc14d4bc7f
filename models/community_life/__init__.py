from . import (
    programme_settings,
    estate_programme,
    event_event,
    event_registration,
)
