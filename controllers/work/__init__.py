from . import service_page
