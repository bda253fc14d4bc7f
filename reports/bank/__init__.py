from . import estate_collection_papers, report_collection_list
