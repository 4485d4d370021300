"""The one settings file: everything that differs between machines comes from the environment.

Without a SECRET_KEY in the environment this is a developer's machine: it answers on loopback only
and shows errors.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.urls import reverse_lazy

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

IN_PRODUCTION = bool(env("SECRET_KEY", default=""))
SECRET_KEY = env("SECRET_KEY", default="") or "django-insecure-for-development-only"
DEBUG = env.bool("DEBUG", default=not IN_PRODUCTION)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if IN_PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]
)

# The council's own name: printed on every page and every paper.
ORGANISATION_NAME = env("ORGANISATION_NAME", default="Sample Council")

# Its two colours (CSS) and its logo (a file: SVG or PNG), or none.
SITE_COLOUR = env("SITE_COLOUR", default="#00594f")
SITE_COLOUR_DARK = env("SITE_COLOUR_DARK", default="#003d36")
ORGANISATION_LOGO = env("ORGANISATION_LOGO", default="")

# Whether the papers that were issued for the public are open to everybody, or only to whoever is
# signed in.
PUBLIC_PAPERS = env.bool("PUBLIC_PAPERS", default=False)

# What its papers mean by a season (the first months of spring, summer, autumn and winter) and by
# 1/4/2013: the day or the month first.
SEASONS_START = env.list("SEASONS_START", cast=int, default=[3, 6, 9, 12])
MONTH_FIRST = env.bool("MONTH_FIRST", default=False)

INSTALLED_APPS = [
    "people",
    "recommendations",
    "reports",
    "crispy_forms",
    "django_filters",
    "django_htmx",
    "simple_history",
    "csp",
    "axes",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "people.context_processors.organisation",
            ],
        },
    },
    {
        # For the long parts of a page.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "people.compiled_templates.environment"},
    },
]
# Widgets of our own have their templates beside all others.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["council"]
CRISPY_TEMPLATE_PACK = "council"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Measured: no lost update and no "database is locked" with many people writing at once.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Measured: to compile what somebody may see takes 0.2 s, to ask it as it is a few milliseconds.
    DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "people.role_backend.RoleBackend",
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
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = reverse_lazy("start")
LOGOUT_REDIRECT_URL = reverse_lazy("login")
# Five wrong passwords for one name from one address: locked for half an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_RESET_ON_SUCCESS = True
# The model calls it "email", but forms and authenticate() say "username".
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "people.accounts.name_tried"
AXES_VERBOSE = False

# A page of 200 rows, each with a dozen boxes; a text that is too long for its box arrives, and is
# told so.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# The largest file that is taken as evidence, in MB of 1,048,576 bytes. Only the site reads it.
EVIDENCE_MAX_MB = env.int("EVIDENCE_MAX_MB", default=20)
FILE_UPLOAD_PERMISSIONS = 0o600

# Papers are laid out by `manage.py render_papers`, a process of its own; at once, in the request
# itself, where there is none, as on a developer's machine. A paper, or a part of a long one, may
# take so many seconds of the processor and so much memory, in MB of 1,048,576 bytes; a whole paper
# so many minutes. So much of what was printed is kept.
PRINT_AT_ONCE = env.bool("PRINT_AT_ONCE", default=not IN_PRODUCTION)
PRINT_SECONDS = env.int("PRINT_SECONDS", default=60)
PRINT_MEGABYTES = env.int("PRINT_MEGABYTES", default=1_500)
PRINT_MINUTES = env.int("PRINT_MINUTES", default=15)
PRINTS_KEPT_MB = env.int("PRINTS_KEPT_MB", default=250)
# How many seconds a page waits for a small paper before it shows the queue.
PRINT_WAIT = env.float("PRINT_WAIT", default=1.5)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(BASE_DIR / "media")))
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
if IN_PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

vars().update(env.email("EMAIL_URL", default="consolemail://"))
# The address of the site, for links in what is sent by e-mail.
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000/").rstrip("/") + "/"
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="As At <as-at@localhost>")

# Nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
HTTPS = env.bool("HTTPS", default=IN_PRODUCTION)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
X_FRAME_OPTIONS = "DENY"
