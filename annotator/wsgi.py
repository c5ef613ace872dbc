"""The server's entry: `granian --interface wsgi annotator.wsgi:application`."""

import gc
import os
import warnings

from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

warnings.filterwarnings("ignore", "No directory at", UserWarning)  # a demo collects no files

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
os.environ.setdefault("KEEP_CONNECTIONS", "600")  # as long as the server's threads live
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (needs the name of the settings)

from annotator.embedded import keep_open  # noqa: E402

application = wrap_wsgi_with_proxy_headers(django_application, settings.TRUSTED_PROXIES)
keep_open()

# What was loaded stays for good: looking through it again and again for what to free took a tenth of every answer.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
