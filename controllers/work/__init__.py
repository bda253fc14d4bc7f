from . import quote_portal, service_page
