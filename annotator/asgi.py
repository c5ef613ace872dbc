"""The same site for a server of async requests: several times slower on pages, see docs/benchmarks.md."""

import os
import warnings

from django.core.asgi import get_asgi_application

# WhiteNoise hands files over in pieces read by a thread, which is what is wanted; and a demo collects no files.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
warnings.filterwarnings("ignore", "No directory at", UserWarning)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
application = get_asgi_application()

from annotator.embedded import keep_open  # noqa: E402  (needs the settings)

keep_open()
