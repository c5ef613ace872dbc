"""Settings: every choice an operator has is an environment variable, read here and nowhere else.

Demo mode (`ANNOTATOR_DEMO=1`) is for trying the program on one machine: a fixed key, plain http, mail printed to the
console and demo accounts. Without it the program starts only with a SECRET_KEY, and with the safe setting of everything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEMO = env.bool("ANNOTATOR_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="demo-only-" + "not-a-secret-" * 4 if DEMO else "")
if not SECRET_KEY:
    raise SystemExit(
        "SECRET_KEY is not set. Set SECRET_KEY to a long random string (for example the output of "
        "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`), "
        "or set ANNOTATOR_DEMO=1 to try the program with demo accounts on this machine."
    )

# Whose word on the address of a visitor is believed: the proxies before this site.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_FAILURE_VIEW = "annotator.people.unsent_pages.from_before"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# What the site allows.
SITE_NAME = env.str("SITE_NAME", default="Annotator")
ANONYMOUS_READING = env.bool("ANONYMOUS_READING", default=True)
SIGN_UP = env.bool("SIGN_UP", default=True)
ANNOTATION_RIGHTS = env.str("ANNOTATION_RIGHTS", default="")  # the address of the licence of public notes
ANNOTATION_PAGE = env.int("ANNOTATION_PAGE", default=1_000)  # notes on a page of a container, if not asked for up to
MOST_ON_A_PAGE = env.int("MOST_ON_A_PAGE", default=5_000)
NEED_IF_MATCH = env.bool("NEED_IF_MATCH", default=True)  # 428 for programs that change what they may not have read

# Pages of which other sites may call the API from a browser: all of them, as long as no cookies come along.
CORS_ORIGINS: list[str] = env.list("CORS_ORIGINS", default=["*"])
CORS_CREDENTIALS: bool = env.bool("CORS_CREDENTIALS", default=False)
if CORS_CREDENTIALS and "*" in CORS_ORIGINS:
    raise SystemExit("CORS_CREDENTIALS=1 needs CORS_ORIGINS with the addresses of the sites that may act with cookies.")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "markdownx",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
    "texts",
    "annotator.search",
    "annotator.people",
    "annotator.groups",
    "annotator.library",
    "annotator.notes",
    "annotator.checking",
    "annotator.coverage",
    "annotator.finding",
    "annotator.review",
    "annotator.exchange",
    "annotator.notebook",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "annotator.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "annotator.review.viewing.ViewingAs",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "annotator.urls"
WSGI_APPLICATION = "annotator.wsgi.application"
ASGI_APPLICATION = "annotator.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "annotator.context.site",
            ],
        },
    },
]

# The database: SQLite under var/ until DATABASE_URL says otherwise.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'annotator.sqlite3'}")}
database = DATABASES["default"]
# Seconds for which a thread keeps its connection: the server's threads do (annotator/wsgi.py), commands and tests do not.
database["CONN_MAX_AGE"] = env.int("KEEP_CONNECTIONS", default=0)
if database["ENGINE"].endswith("sqlite3"):
    Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    database["ENGINE"] = "annotator.sqlite"
    database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    database["ENGINE"] = "annotator.postgresql"
    # Behind pgbouncer no session state may be assumed: no server-side cursors, no prepared statements, no settings.
    behind_pgbouncer = env.bool("PGBOUNCER", default=False)
    database["DISABLE_SERVER_SIDE_CURSORS"] = behind_pgbouncer
    database["CONN_HEALTH_CHECKS"] = True
    options: dict[str, Any] = database.setdefault("OPTIONS", {})
    if not behind_pgbouncer:
        # Questions of rights are long to compile and quick to answer: compiling took six times what all else did.
        options.setdefault("options", "-c jit=off")
    options["prepare_threshold"] = None if behind_pgbouncer else 2  # for annotator.prepared
    if env.bool("DATABASE_POOL", default=not database["CONN_MAX_AGE"]):
        database["CONN_MAX_AGE"] = 0
        options["pool"] = {"min_size": 2, "max_size": env.int("DATABASE_POOL_SIZE", default=16)}

# Work that takes longer than an answer may: `manage.py work` does it. The names are those of Django 6.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # What never changes, counted once by each process: apart from the limits, which it must not crowd out.
    "facts": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "facts",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

# People and sign-in.
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["annotator.people.backend.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "annotator.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "annotator.people.forms.SignUpForm"
ACCOUNT_FORMS = {
    "login": "annotator.people.entrance.SignIn",
    "signup": "annotator.people.entrance.SignUp",
    "add_email": "annotator.people.entrance.AddAddress",
    "change_password": "annotator.people.entrance.ChangePassword",
    "set_password": "annotator.people.entrance.SetPassword",
    "reset_password": "annotator.people.entrance.ForgottenPassword",
    "reset_password_from_key": "annotator.people.entrance.NewPassword",
    "reauthenticate": "annotator.people.entrance.ConfirmAccess",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, and in no other
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"{SITE_NAME}: "
ACCOUNT_RATE_LIMITS: Any = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEMO else "https"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if not DEMO:
    vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="annotator@localhost")

# How often one person (or address, when not signed in) may do what costs the server work: acts per seconds.
RATE_LIMITS = {
    "preview": (60, 60),
    "write": (120, 60),
    "api": (600, 60),  # what programs write
    "import": (30, 300),
    "hints": (60, 60),
    "tick": (300, 60),
    "search": (60, 60),
    "leave": (10, 300),  # with a password each time
    "find": (240, 60),  # a page and its counts are two
    "review": (600, 60),  # drafts are saved as they are typed
}
if env.bool("RATE_LIMITS_OFF", default=False):  # for measuring only
    RATE_LIMITS = dict.fromkeys(RATE_LIMITS, (10**9, 60))
    ACCOUNT_RATE_LIMITS = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "annotator" / "static"]
STATICFILES_FINDERS = [
    "annotator.sheets.SheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = DEMO
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "annotator.staticfiles.HashedModules"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 24 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",  # or a larger file would be left out in silence
]

# Headers. The names are those of Django 6, so that its own middleware can take over.
SECURE_CSP = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "form-action": ["'self'"],
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if not DEMO:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# django-markdownx reads its settings when it is imported; its own URLs are not included (see annotator.library).
MARKDOWNX_MARKDOWNIFY_FUNCTION = "annotator.library.markdown.markdownify"
MARKDOWNX_URLS_PATH = "/markdown/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/markdown/no-uploads/"
