"""Settings: one file, driven by the environment; without any environment the embedded trial profile."""

from datetime import timedelta
from pathlib import Path

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured

from caseflow import __version__
from caseflow.content_security import CONTENT_SECURITY_POLICY  # noqa: F401 - as the next one
from caseflow.gates import *  # noqa: F403 - settings like the others
from caseflow.higher_pages import *  # noqa: F403 - settings like the others
from caseflow.logs import logging_of
from caseflow.openapi import SPECTACULAR_SETTINGS  # noqa: F401 - a setting like the others, only long
from caseflow.systems import *  # noqa: F403 - settings like the others

django_stubs_ext.monkeypatch()  # ModelForm[Case] and its like exist at run time

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

BUILD_DIR = BASE_DIR / "var"
"""What set-up derives from the code: vendor files, the papers' faces, collected static files."""
VAR_DIR = Path(env.str("CASEFLOW_VAR", default=str(BASE_DIR / "var")))
"""What the running site writes: the SQLite database and the stored files."""
DEMO_DIR = BASE_DIR / "var" / "demo"
"""Where the demonstration's check leaves its papers."""

VERSION = __version__
SOURCE_URL = env.str("SOURCE_URL", default="")
"""Where the source of this very version can be had (AGPL-3.0 section 13); empty: 未设定."""
PROFILE = env.str("CASEFLOW_PROFILE", default="trial")  # trial | production
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="trial-only-not-secret-" + "0" * 40)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "caseflow.staticfiles.ServedStaticFiles",
    "django_htmx",
    "csp",
    "axes",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "apps.ui",
    "apps.audit",
    "apps.orgs",
    "apps.api",
    "apps.accounts",
    "apps.outbox",
    "apps.documents",
    "apps.acts",
    "apps.connections",
    "apps.programs",
    "apps.enterprises",
    "apps.cases",
    "apps.letters",
    "apps.tickets",
    "apps.plans",
    "apps.packages",
    "apps.inspections",
    "apps.ratings",
    "apps.othertrack",
    "apps.exchange",
    "apps.signals",
    "apps.revocations",
    "apps.archives",
    "apps.reports",
    "apps.supervision",
    "apps.administration",
    "apps.pages",
    "apps.public",
    "apps.household",
    "apps.operations",
]
# Made-up households have no business beside real ones; images for production come without the app.
if PROFILE != "production" and (BASE_DIR / "apps" / "demo").is_dir():
    INSTALLED_APPS.append("apps.demo")

MIDDLEWARE = [
    "apps.operations.middleware.ProbeMiddleware",  # first: probes meet no redirect, session or log
    "apps.operations.middleware.MeasureMiddleware",  # outside the rest: counts its answers, too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.accounts.middleware.RequestLogMiddleware",
    "apps.accounts.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.operations.middleware.RetryReadsMiddleware",  # outside the session, whose loading may fail
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.SessionLimitMiddleware",
    "apps.accounts.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.orgs.middleware.ActorMiddleware",
    "apps.accounts.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",  # last, as axes asks
]

ROOT_URLCONF = "caseflow.urls"
WSGI_APPLICATION = "caseflow.wsgi.application"
ASGI_APPLICATION = "caseflow.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,  # Django refuses it beside loaders of our own
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "apps.pages.context_processors.chrome",
                "apps.pages.context_processors.text_size",
            ],
            "builtins": ["apps.ui.templatetags.ui"],
            "libraries": {},
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# Milliseconds, 0 for no limit: a statement, a lock or a forgotten transaction holds nobody up for ever.
DATABASE_LIMITS = {
    "statement_timeout": env.int("DATABASE_STATEMENT_TIMEOUT", default=60_000),
    "lock_timeout": env.int("DATABASE_LOCK_TIMEOUT", default=15_000),
    "idle_in_transaction_session_timeout": env.int("DATABASE_IDLE_TIMEOUT", default=120_000),
}
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'caseflow.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE, SQLite loses writes to "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # Each thread keeps its connection; a dropped one is noticed before a request, not by it.
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)  # seconds
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options.setdefault("connect_timeout", 5)  # seconds, before a request says that the database is away
    # Empty behind PgBouncer, which refuses start-up options: set the limits on the role there.
    if env.bool("DATABASE_START_OPTIONS", default=True):
        _options.setdefault(
            "options", " ".join(f"-c {name}={limit}" for name, limit in DATABASE_LIMITS.items())
        )

DATABASE_APPLICATION_ROLE = env.str("DATABASE_APPLICATION_ROLE", default="")
"""The role the site runs as, named where the owner migrates or restores: its rights are granted then."""

AUTH_USER_MODEL = "orgs.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "pages:workbench"
LOGOUT_REDIRECT_URL = "accounts:login"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = BUILD_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor", BUILD_DIR / "vendor"),  # copied from node_modules by script/vendor
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "caseflow.staticfiles.HashedStaticFiles"},
}
# With a bucket, files lie in an S3-compatible store instead; they are encrypted before they leave us.
S3_BUCKET = env.str("S3_BUCKET", default="")
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "apps.documents.services.storage.BucketStorage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
            "access_key": env.str("S3_ACCESS_KEY"),
            "secret_key": env.str("S3_SECRET_KEY"),
            "region_name": env.str("S3_REGION", default="us-east-1"),
        },
    }

# Keys live outside the database. The trial profile's keys are public and say so.
CASEFLOW_KEYS = env.json("CASEFLOW_KEYS", default={"1": "dHJpYWwtb25seS1lbmNyeXB0aW9uLWtleS0wMDAwMDE="})
# Which version writes; 0 is the newest. Lets every process read a new key before one writes with it.
CASEFLOW_WRITING_KEY = env.int("CASEFLOW_WRITING_KEY", default=0)
CASEFLOW_INDEX_KEY = env.str("CASEFLOW_INDEX_KEY", default="trial-only-index-key")
CASEFLOW_AUDIT_KEY = env.str("CASEFLOW_AUDIT_KEY", default="trial-only-audit-key")
if PROFILE == "production":
    for name in ("SECRET_KEY", "CASEFLOW_KEYS", "CASEFLOW_INDEX_KEY", "CASEFLOW_AUDIT_KEY", "DATABASE_URL"):
        if name not in env.ENVIRON:
            raise ImproperlyConfigured(f"CASEFLOW_PROFILE=production needs {name} from the environment")

# A demonstration starts its clock at a fixed moment (ISO 8601 with offset) and runs on from there;
# apps.audit, the lowest app, hands it to the clock.
CASEFLOW_CLOCK = env.str("CASEFLOW_CLOCK", default="")
if CASEFLOW_CLOCK and PROFILE == "production":
    raise ImproperlyConfigured("CASEFLOW_CLOCK is for demonstrations only")

# Background work. With REDIS_URL Celery workers do it; without, a thread of the web process does.
REDIS_URL = env.str("REDIS_URL", default="")
JOB_QUEUE = "caseflow.celery.RedisQueue"
# How long a worker may be silent before its job is given to another; it speaks three times as often.
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", default=15)

# TrueType faces of the papers (woff2 costs WeasyPrint seconds per page); copied by script/vendor.
PAPER_FONTS = BUILD_DIR / "fonts"
ARCHIVE_PDF = env.str("ARCHIVE_PDF", default="pdf/a-2b")  # or pdf/a-1b, which knows no transparency

# Uploads are scanned where CLAMD_SOCKET names clamd: unix:/run/clamav/clamd.ctl or tcp://clamav:3310.
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
CLAMD_SECONDS = env.float("CLAMD_SECONDS", default=20.0)
# Without a verdict an upload is refused; false takes it unscanned and logs a warning.
CLAMD_REQUIRED = env.bool("CLAMD_REQUIRED", default=True)
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a plan's page with full tables; above it a 400 loses what is typed
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Stands in the QR of every paper; only where the public comes in by another name it is said apart.
PUBLIC_URL = env.str("PUBLIC_URL", default=next(iter(CSRF_TRUSTED_ORIGINS), ""))
PAPER_CHECK_PAGE = f"{PUBLIC_URL.rstrip('/')}/verify/" if PUBLIC_URL else ""
HOUSEHOLD_PAGE = f"{PUBLIC_URL.rstrip('/')}/my/" if PUBLIC_URL else ""  # stands in every text to a household
# Pages that are the same for everybody are kept so long by each web process, and by browsers; 0: not at all.
PUBLIC_PAGE_SECONDS = env.int("PUBLIC_PAGE_SECONDS", default=60)
# Of pages that are not kept, a minute; 0: any number.
PUBLIC_PAGES_PER_ADDRESS = env.int("PUBLIC_PAGES_PER_ADDRESS", default=240)
# By each process for itself: counters, where many addresses must not push one another out, and apart from
# them the pages kept for everybody (300 of at most 200,000 bytes each: 60 MB at most).
_IN_PROCESS = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _IN_PROCESS},
    "counters": {"BACKEND": _IN_PROCESS, "LOCATION": "counters", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    "pages": {"BACKEND": _IN_PROCESS, "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 300}},
}
UNKNOWN_CODES_PER_ADDRESS = env.int("UNKNOWN_CODES_PER_ADDRESS", default=30)  # in ten minutes; 0: any number
COMPLAINTS_PER_ADDRESS = env.int("COMPLAINTS_PER_ADDRESS", default=10)  # in ten minutes; 0: any number
# A slip outlives a case that takes its time: 12 weeks from 登记 to 验收, and half as long again (ours).
HOUSEHOLD_SLIP_DAYS = env.int("HOUSEHOLD_SLIP_DAYS", default=180)
HOUSEHOLD_VISIT_MINUTES = env.int("HOUSEHOLD_VISIT_MINUTES", default=20)  # unused, on a phone many hands hold
# Where a tap on an address leads; {address} is put in. geo: opens the phone's own map and tells nobody else.
MAP_LINK = env.str("MAP_LINK", default="geo:0,0?q={address}")

# --- Sign-in ---
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: who is locked out is not even asked for a password
    "apps.accounts.services.backend.AccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",  # memory-hard; older hashes are renewed at sign-in
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_PROFILE = env.str("PASSWORD_PROFILE", default="djbh")
"""djbh: 等保三级 (GB/T 22239-2019 8.1.4.1); asvs5: OWASP ASVS 5.0 V6. Numbers are 本地约定."""
PASSWORD_MIN_LENGTH = env.int("PASSWORD_MIN_LENGTH", default=8)
PASSWORD_CLASSES = env.int("PASSWORD_CLASSES", default=3)
"""Of upper case, lower case, digits and others; only with djbh."""
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", default=90 if PROFILE == "production" else 0)
"""Days after which a password is changed (定期更换); 0 never. Only with djbh."""
PASSWORD_HISTORY = env.int("PASSWORD_HISTORY", default=5)
"""So many former passwords are not taken again; only with djbh."""
PASSWORD_CONTEXT_WORDS = env.list(
    "PASSWORD_CONTEXT_WORDS",
    default=["caseflow", "chuwei", "huanxin", "厨卫", "换新", "hangzhou", "zhejiang"],
)
"""Words of this system and place; a password may not lean on them."""
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"apps.accounts.services.passwords.{name}"}
    for name in ("Length", "Classes", "NotCommon", "NoContext", "NotFormer")
]
AXES_HANDLER = "apps.accounts.services.lockout.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], ["username"]]
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURE_LIMIT", default=5)
"""Failures of one account from one address before it is locked there."""
LOGIN_FAILURE_LIMIT_ANYWHERE = env.int("LOGIN_FAILURE_LIMIT_ANYWHERE", default=20)
"""Failures of one account from all addresses together before it is locked everywhere."""
LOGIN_LOCK_MINUTES = env.int("LOGIN_LOCK_MINUTES", default=15)
AXES_COOLOFF_TIME = timedelta(minutes=LOGIN_LOCK_MINUTES)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # knocking on does not prolong it
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "kept", "next", "csrfmiddlewaretoken"]
AXES_USERNAME_CALLABLE = "apps.accounts.services.lockout.name_in_logs"
AXES_CLIENT_IP_CALLABLE = "apps.accounts.services.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "apps.accounts.views.sign_in.locked_out"

SECOND_FACTOR = env.str("CASEFLOW_SECOND_FACTOR", default="bureau" if PROFILE == "production" else "optional")
"""Who needs one-time codes: everyone | bureau | optional | off (trial only)."""
SECOND_FACTOR_ISSUER = env.str("SECOND_FACTOR_ISSUER", default="厨卫换新")
"""Name an authenticator shows beside the account."""

# --- Sessions ---
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_FIELD_IDLE_MINUTES = env.int("SESSION_FIELD_IDLE_MINUTES", default=240)
"""For roles that work on sites, where a phone lies in a pocket between two rooms."""
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
"""However busy: after so many hours one signs in anew."""
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PROFILE == "production"
if PROFILE == "production":  # the prefix binds a cookie to this very host, over TLS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
# How large the letters of the public and the household's pages are; says nothing of who reads.
LETTERS_COOKIE = "large-letters"
CSRF_FAILURE_VIEW = "apps.accounts.views.kept_forms.csrf_failure"

# --- What leaves with every answer ---
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=PROFILE == "production")
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)/?$"]  # probes come from inside, without TLS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if PROFILE == "production" else 0)
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", default=False)
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if BEHIND_TLS_PROXY else 0)
"""Proxies of our own in front: so many entries at the right of X-Forwarded-For are believed."""
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Neighbouring subdomains of a government's domain belong to others: neither include nor preload them.
SILENCED_SYSTEM_CHECKS = [
    "security.W005",
    "security.W021",
    "drf_spectacular.W001",  # names of choices in the document; the API's own tests hold it against reality
]

# --- Logs ---
ACCESS_LOG = env.str("ACCESS_LOG", default="-" if PROFILE == "production" else "")
"""Where the line of each request goes: - for standard output, a path, or nothing."""
ACCESS_LOG_ADDRESS = env.str("ACCESS_LOG_ADDRESS", default="full")
"""full, truncated (last part of the address dropped) or none."""
LOG_RETENTION_DAYS = env.int("LOG_RETENTION_DAYS", default=3 * 365)
"""Sign-ins and looks at personal data are kept so long; 网络安全法 第二十一条: not under six months."""
LOGGING = logging_of(production=PROFILE == "production", access_log=ACCESS_LOG)

# --- Backups ---
CASEFLOW_BACKUP_KEY = env.str("CASEFLOW_BACKUP_KEY", default="")
"""Base64 of 32 bytes that encrypt the database's part of a backup: it carries names in the clear."""
PG_PROGRAMS = env.str("PG_PROGRAMS", default="")
"""Folder of pg_dump and pg_restore where several versions are installed."""

# --- Monitoring ---
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
"""Bearer token of the metrics; empty leaves METRICS_NETWORKS alone."""
METRICS_NETWORKS = env.list("METRICS_NETWORKS", default=["127.0.0.0/8", "::1/128"])
"""Networks that may read the metrics directly; what a proxy hands on needs the token."""

# --- API ---
API_BODY_BYTES = env.int("API_BODY_BYTES", default=512 * 1024)
"""Largest JSON body; the longest real one, a plan with every surface, has some 40 KB."""
API_UPLOAD_BYTES = env.int("API_UPLOAD_BYTES", default=32 * 1024 * 1024)
"""Largest request of any kind, uploads included; the limits by kind of file are narrower."""
API_CALLS_PER_MINUTE = env.int("API_CALLS_PER_MINUTE", default=6000)
"""Calls of one token a minute before 429; 0 switches the limit off."""
REST_FRAMEWORK = {
    # A view that does not stand on apps.api.views.ApiView lets nobody in.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "apps.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "apps.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,  # money and areas stay exact in every language's JSON reader
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
