from . import (
    estate_defect_step,
    estate_held_money_refund,
    estate_service_order_money,
    estate_service_order_step,
    estate_workorder_step,
)
