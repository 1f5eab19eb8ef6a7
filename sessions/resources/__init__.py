"""Links and files a cohort shares: kept safely, found again, passed on where it is agreed."""
