"""Ask the site in this container for a page, as its proxy would; exit 0 if it answers 200."""

import http.client
import os
import sys
from urllib.parse import urlsplit

host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"
line = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
try:
    line.request("GET", sys.argv[1], headers={"Host": host, "X-Forwarded-Proto": "https"})
    sys.exit(line.getresponse().status != 200)
except OSError as refused:
    sys.exit(str(refused))
