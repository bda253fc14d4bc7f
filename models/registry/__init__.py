from . import (
    estate_access_card,
    estate_access_card_type,
    estate_building,
    estate_building_chessboard,
    estate_community,
    estate_contact_point,
    estate_occupancy,
    estate_unit,
    estate_unit_occupants,
    estate_unit_search,
    estate_vehicle,
    estate_vip_profile,
)
