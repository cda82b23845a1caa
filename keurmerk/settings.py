"""Every setting of the installation. Environment variables are read here and only here."""

import shutil
from decimal import Decimal
from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF

from keurmerk.local import paths

django_stubs_ext.monkeypatch()

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL = paths.local(BASE_DIR, env.str("KEURMERK_LOCAL", default=".local"))

# --- What kind of installation is this? ------------------------------------------------------
MODE = env.str("KEURMERK_MODE", default="sandbox")  # "sandbox" or "production" (operating.md, Modes)
SANDBOX = MODE == "sandbox"
DEBUG = False
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = env.str("SECRET_KEY", default=paths.sandbox_secret(LOCAL)) if SANDBOX else env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# 64 hexadecimal digits: the private half of the key under the ledger's heads and the exports (docs/ledger.md)
SIGNING_KEY = env.str("SIGNING_KEY", default=paths.sandbox_secret(LOCAL, "signing_key") if SANDBOX else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])  # addresses whose X-Forwarded-For is believed
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # lets a monitor on another machine read /metrics
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- The mark that runs on this installation -------------------------------------------------
BRAND = {
    "name": env.str("BRAND_NAME", default="Keurtegel"),
    "legal_name": env.str("BRAND_LEGAL_NAME", default="Stichting Keurtegel"),
    "street": env.str("BRAND_STREET", default="Tegelkade 12"),
    "postcode": env.str("BRAND_POSTCODE", default="8011 AB"),
    "city": env.str("BRAND_CITY", default="Zwolle"),
    "country": "NL",
    "kvk_number": env.str("BRAND_KVK", default="00000000"),
    "vat_number": env.str("BRAND_VAT", default="NL000000000B00"),
    "iban": env.str("BRAND_IBAN", default="NL02ABNA0123456789"),
    "email": env.str("BRAND_EMAIL", default="hallo@keurtegel.example"),
    "phone": env.str("BRAND_PHONE", default="038 000 00 00"),
    "disputes_committee": env.str("BRAND_COMMITTEE", default="Geschillencommissie Keurtegel"),
}

# Fines for misuse of the mark, in euros. Empty: no clause, so no fine can be imposed (terms 10.5, reading A8).
FINE_SCHEDULE = [Decimal(amount) for amount in env.list("FINE_SCHEDULE", default=[])]

INSTALLED_APPS = [
    "keurmerk",
    "members",
    "inspections",
    "reviews",
    "disputes",
    "billing",
    "frontend",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "django_q",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "keurmerk.middleware.moment_and_actor",
    "frontend.view_as.ViewAs",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "frontend.account.staff_door.SecondFactorForStaff",
    "frontend.account.visits.visits",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "keurmerk.urls"
WSGI_APPLICATION = "keurmerk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "pages",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "frontend.context.house",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
    {
        # Letters are plain text: with escaping on, Mrs O'Neill would be greeted as O&#x27;Neill.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "NAME": "letters",
        "APP_DIRS": True,
        "OPTIONS": {"autoescape": False, "builtins": ["frontend.templatetags.dutch"]},
    },
]
FORM_RENDERER = "frontend.renderer.HouseForms"

# --- Database: PostgreSQL through psycopg2, nothing else (docs/adr/0001) ----------------------
_database = env.db_url_config(env.str("DATABASE_URL", default=paths.database_url(LOCAL)))
_limits = {  # milliseconds: nothing waits for ever; and how much alike two words are that are meant to be the same
    "options": "-c lock_timeout=10000 -c statement_timeout=60000 -c pg_trgm.word_similarity_threshold=0.55"
}
DATABASES = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**_database.get("OPTIONS", {}), **_limits},
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # at Django's 300 a flood would throw away who tried a password how often
    },
    # django-q writes its status twice a second and nothing reads it: the heartbeat is the health check
    "queue": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

# --- Queue: django-q2 on the ORM broker (docs/adr/0002) ---------------------------------------
Q_CLUSTER = {
    "name": "keurmerk",
    "orm": "default",
    "cache": "queue",
    "workers": env.int("QUEUE_WORKERS", default=2),
    "bulk": 1,  # a prefetched task's retry clock runs while it waits
    "queue_limit": 2,
    "timeout": 120,  # a pre-inspection may take 60 s
    "retry": 600,  # more than timeout * (ceil((queue_limit + 1) / workers) + 1)
    "max_attempts": 5,
    "ack_failures": False,
    "save_limit": 0,  # keep none by pruning per task: it costs 4 to 9 times the throughput; jobs.py prunes
    "catch_up": False,
    "recycle": 500,
    "poll": 0.2,
    "label": "Queue",
}

# --- People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/dashboard/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [  # processing agreement, Security: password (reading A23)
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "members.passwords.LetterDigitSymbolValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "members.passwords.NotOwnDataValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "members.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False  # mail scanners open links
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
# A second factor is for everybody to choose; our own people must have one, but where the sandbox's logins are no secret
SECOND_FACTOR_FOR_STAFF = env.bool("SECOND_FACTOR_FOR_STAFF", default=not SANDBOX)
ACCOUNT_CHANGE_EMAIL = True  # one address per person
ACCOUNT_FORMS = {
    "login": "frontend.account.forms.LoginForm",
    "signup": "frontend.account.forms.SignUpForm",
    "add_email": "frontend.account.forms.AddEmailForm",
    "change_password": "frontend.account.forms.ChangePasswordForm",
    "set_password": "frontend.account.forms.SetPasswordForm",
    "reset_password": "frontend.account.forms.ResetPasswordForm",
    "reset_password_from_key": "frontend.account.forms.ResetPasswordKeyForm",
    "reauthenticate": "frontend.account.forms.ReauthenticateForm",
}
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = False

# --- Security ----------------------------------------------------------------------------------
if not SANDBOX:
    SECURE_SSL_REDIRECT = True  # PA security: transport
    # Plugins follow no redirect, and some of them know plain http only (plugin API 2.10).
    SECURE_REDIRECT_EXEMPT = [
        r"^(healthz|readyz|metrics)$",
        r"^api/[12]\.0/",
        r"^(api|apistatistics|shop_rich_snippet)\.php$",
    ]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "report-uri": "/content-policy",
    }
}

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
LOCALE_PATHS = [
    BASE_DIR / "frontend" / room / "locale"
    for room in ("layout", "public", "consumer", "account", "dashboard", "desk", "widgets", "sandbox")
]
FORMAT_MODULE_PATH: list[str] = []

# --- Files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = LOCAL / "static"
STATICFILES_FINDERS = [
    "frontend.stylesheet.StylesheetFinder",  # one style sheet from the parts, before the parts themselves
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = LOCAL / "media"
MEDIA_URL = ""  # nothing of media is served by path; views check who asks
PUBLISHED_ROOT = LOCAL / "published"
REFERRERS_ROOT = LOCAL / "referrers"  # which websites show our seal, a file per day, written by nginx
# The folder is served by us or by nginx; a bucket by whatever stands before it (frontend/widgets/s3.py).
PUBLISHED_BUCKET = env.str("PUBLISHED_BUCKET", default="")
_bucket = {
    "bucket_name": PUBLISHED_BUCKET,
    "endpoint_url": env.str("PUBLISHED_BUCKET_URL", default=None),
    "region_name": env.str("PUBLISHED_BUCKET_REGION", default=None),
    "access_key": env.str("PUBLISHED_BUCKET_KEY", default=None),
    "secret_key": env.str("PUBLISHED_BUCKET_SECRET", default=None),
    "default_acl": None,
}
STORAGES = {
    "published": {"BACKEND": "frontend.widgets.s3.PublishedBucket", "OPTIONS": _bucket}
    if PUBLISHED_BUCKET
    else {"BACKEND": "frontend.widgets.storage.PublishedFolder"},
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# --- Backups (docs/operations/backups.md) ---------------------------------------------------------
BACKUP_ROOT = Path(env.str("BACKUP_ROOT", default=str(LOCAL / "backups")))
BACKUP_KEYS = env.list("BACKUP_KEYS", default=[])  # public halves, each 64 hexadecimal digits; each of them opens it
# What people had erased, to be done again after a restore: on another disk than the database
ERASURE_LIST = Path(env.str("ERASURE_LIST", default=str(BACKUP_ROOT / "erasures.jsonl")))

# --- Mail ----------------------------------------------------------------------------------------
POSTMARK_SERVER_TOKEN = env.str("POSTMARK_SERVER_TOKEN", default="")
POSTMARK_ACCOUNT_TOKEN = env.str("POSTMARK_ACCOUNT_TOKEN", default="")  # for shops' own sender domains
DOMAIN_PROVIDER = "postmark" if POSTMARK_ACCOUNT_TOKEN else "sandbox" if SANDBOX else ""
DNS_PROVIDER = env.str("DNS_PROVIDER", default="sandbox" if SANDBOX else "dnspython")
DNS_SERVERS = env.list("DNS_SERVERS", default=[])  # "192.0.2.1" or "192.0.2.1#5353"; empty: those of the machine
POSTMARK_API_URL = env.str("POSTMARK_API_URL", default="https://api.postmarkapp.com/")
POSTMARK_TIMEOUT = (5, 20)  # seconds to connect, to answer
POSTMARK_STREAMS = {  # which of Postmark's streams a letter travels in: invitations are a broadcast, the rest answers
    "outbound": env.str("POSTMARK_STREAM", default="outbound"),
    "broadcast": env.str("POSTMARK_BROADCAST_STREAM", default="broadcast"),
}
POSTMARK_WEBHOOK_SECRET = env.str("POSTMARK_WEBHOOK_SECRET", default="")  # "user:password"
POSTMARK_INBOUND_SECRET = env.str("POSTMARK_INBOUND_SECRET", default=POSTMARK_WEBHOOK_SECRET)
# Shops copy their order mails to orders+<token>@ this domain; its MX is Postmark's. Without one they upload them.
INBOUND_DOMAIN = env.str("INBOUND_DOMAIN", default="orders.keurtegel.example" if SANDBOX else "").lower()
EMAIL_BACKEND = (
    "keurmerk.mail.postmark.PostmarkBackend" if POSTMARK_SERVER_TOKEN else "keurmerk.mail.sandbox.SandboxBackend"
)
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default=f"{BRAND['name']} <post@keurtegel.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Vendors ---------------------------------------------------------------------------------------
MAILCHIMP_API_KEY = env.str("MAILCHIMP_API_KEY", default="")
MAILCHIMP_API_URL = env.str("MAILCHIMP_API_URL", default="")
MAILCHIMP_LIST = env.str("MAILCHIMP_LIST", default="")
MAILCHIMP_STOP_FIELD = env.str("MAILCHIMP_STOP_FIELD", default="")  # merge field for each reader's own link to stop
# Mailchimp calls <SITE_URL>/webhooks/newsletter/<this secret>; empty: nobody is heard there
MAILCHIMP_WEBHOOK_SECRET = env.str("MAILCHIMP_WEBHOOK_SECRET", default="")
KVK_API_KEY = env.str("KVK_API_KEY", default="")
KVK_API_URL = env.str("KVK_API_URL", default="https://api.kvk.nl/api")
KVK_CA_BUNDLE = env.str("KVK_CA_BUNDLE", default="")  # a file with the chain that KvK signs with; empty: the usual ones
VIES_ON = env.bool("VIES_ON", default=not SANDBOX)  # it asks for no key
VIES_API_URL = env.str("VIES_API_URL", default="https://ec.europa.eu/taxation_customs/vies/rest-api")
VIES_REQUESTER = env.str("VIES_REQUESTER", default="" if SANDBOX else BRAND["vat_number"])
PAYMENT_PROVIDER = env.str("PAYMENT_PROVIDER", default="sandbox" if SANDBOX else "")
CHROMIUM = env.str("CHROMIUM", default=shutil.which("chromium") or shutil.which("chromium-browser") or "")  # "" is none
MOLLIE_API_KEY = env.str("MOLLIE_API_KEY", default="")
MOLLIE_API_URL = env.str("MOLLIE_API_URL", default="https://api.mollie.com")
MONEYBIRD_TOKEN = env.str("MONEYBIRD_TOKEN", default="")
MONEYBIRD_ADMINISTRATION = env.str("MONEYBIRD_ADMINISTRATION", default="")
MONEYBIRD_API_URL = env.str("MONEYBIRD_API_URL", default="https://moneybird.com/api/v2")
MONEYBIRD_TAX_RATES = env.dict("MONEYBIRD_TAX_RATES", default={})  # STANDARD=1,REVERSE_CHARGE=2,OUT_OF_SCOPE=3
MONEYBIRD_NUMBERS = env.str("MONEYBIRD_NUMBERS", default="K")  # before our number of a company: theirs have to differ
BIRD_API_KEY = env.str("BIRD_API_KEY", default="")
BIRD_API_URL = env.str("BIRD_API_URL", default="")  # empty: the region that the key names
BIRD_WEBHOOK_SECRET = env.str("BIRD_WEBHOOK_SECRET", default="")
BIRD_SENDER = env.str("BIRD_SENDER", default=BRAND["name"][:11])  # a number that can be answered, for STOP to work
TEXT_PROVIDER = "bird" if BIRD_API_KEY else "fake" if SANDBOX else ""
TEXT_PRICE = Decimal(env.str("TEXT_PRICE", default="0.0990"))  # reserved per message until the vendor tells its price

# The disputes committee: where sealed files go, its token, and what it asks of a consumer. No address: by hand
COMMITTEE_URL = env.str("COMMITTEE_URL", default="")
COMMITTEE_TOKEN = env.str("COMMITTEE_TOKEN", default="")
COMMITTEE_FEE = Decimal(env.str("COMMITTEE_FEE", default="25.00"))

# --- Shop plugins ------------------------------------------------------------------------------------
PLUGIN_HOSTS = env.list("PLUGIN_HOSTS", default=[])  # names under which plugins know us, dashboard and www
ALLOWED_HOSTS = [*ALLOWED_HOSTS, *PLUGIN_HOSTS]
PLUGIN_CALLS_PER_KEY = env.int("PLUGIN_CALLS_PER_KEY", default=600)  # a minute, in each web process
PLUGIN_CALLS_PER_ADDRESS = env.int("PLUGIN_CALLS_PER_ADDRESS", default=1200)  # many shops share a server
PLUGIN_WRONG_KEYS_PER_ADDRESS = 30
CONSENTS_PER_ADDRESS = 20

# --- The trade's settings (rulebook 2.10: each reading of the terms is a setting) --------------------
FIXTURE_SHOPS_ON_LOOPBACK = SANDBOX  # the crawler may read loopback only for the sandbox's own shops
INVITATION_DELAY_DAYS = 7
INVITATION_LIFE_DAYS = 90

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "keurmerk.api_schema.Schema",
    "EXCEPTION_HANDLER": "keurmerk.problems.as_problem",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Keurmerk API",
    "DESCRIPTION": "Orders, invitations and reviews of a shop, with its key; the register and public reviews, without.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SORT_OPERATIONS": False,  # as the addresses stand in keurmerk/api.py
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "keurmerk.api_schema.closed"],
    "ENUM_NAME_OVERRIDES": {  # fields of one name that hold different codes
        "DisputeState": "disputes.api.STATES",
        "InvitationState": "reviews.fates.State.values",
        "InvoiceState": "billing.api.STATES",
        "MembershipState": "members.api_own.MEMBERSHIP",
        "NoticeGrounds": "reviews.grounds.Grounds.values",
        "NoticeState": "reviews.api_notices.STATES",
        "NoticeTurn": "reviews.api_notices.TURNS",
        "Party": "disputes.models.party.Party.values",
        "RequestGrounds": "reviews.api_notices.GROUNDS",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        # keys of shop plugins stand in the addresses that they call: no handler formats with anything else
        "line": {"()": "keurmerk.logs.Formatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "keurmerk.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": env.str("LOG_FORMAT", default="line")},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"level": "WARNING", "handlers": ["console"], "propagate": False},
        "django-q": {"level": "WARNING"},
        "fido2": {"level": "WARNING"},  # it would write down which device belongs to which moment
        "granian.access": {"level": "INFO", "handlers": ["console"], "propagate": False},  # for who turns it on
    },
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
