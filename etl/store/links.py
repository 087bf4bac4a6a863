"""Links as they are stored, and the key under which forms of one link are the same.

Tracking parameters after the lists of the AdGuard and ClearURLs rules that news sites use; every other parameter
may name the article and stays.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

WEB = ("http", "https")
PORTS = {"http": "80", "https": "443"}
MOBILE = ("www.", "m.", "mobile.", "amp.", "wap.", "3g.")

_TRACKING_PREFIXES = (
    "utm_",
    "at_",
    "pk_",
    "piwik_",
    "mtm_",
    "hsa_",
    "wt_",
    "wt.",
    "spm",
    "ga_",
    "itm_",
    "oly_",
    "vero_",
)
_TRACKING = frozenset({
    "fbclid", "gclid", "dclid", "msclkid", "yclid", "twclid", "igshid", "mc_cid", "mc_eid", "cmpid", "ocid", "ito", "ns_mchannel",
    "ns_source", "ns_campaign", "ns_linkname", "ns_fee", "ref", "ref_src", "ref_url", "referrer", "refer", "src", "source", "from",
    "xtor", "wtrid", "wkey", "ncid", "sr_share", "smid", "smtyp", "rss", "isapp",
    "sessionid", "jsessionid", "phpsessid", "_ga", "_gl", "guccounter", "guce_referrer", "guce_referrer_sig", "scm",
    "taid", "cx_testid", "bxid", "s_kwcid", "mkt_tok", "trk", "soc_src", "soc_trk", "via", "cmp", "kampagne",
    "amp", "outputtype", "__twitter_impression", "usqp", "view_amp",
})  # fmt: skip
_AMP_SUFFIX = re.compile(r"(?:/amp(?:/index)?(?:\.html?)?|\.amp)/?$|[.-]amp(?=\.html?$)", re.IGNORECASE)
_AMP_PREFIX = re.compile(r"^/(?:amp|mobile)(?=/)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x20\x7f]+")


def resolved(link: str, base: str) -> str:
    """The link as the feed gives it, made absolute against `base`; empty unless it then leads to the web."""
    link = link.strip()
    if not link:
        return ""
    try:
        absolute = link if urlsplit(link).scheme.lower() in WEB else urljoin(base, link)
        parts = urlsplit(absolute)
        return absolute if parts.scheme.lower() in WEB and parts.hostname else ""
    except ValueError:
        return ""


def url_key(url: str) -> str:
    """What the AMP, mobile, tracked and fragment forms of one link have in common; empty for an empty link.

    Scheme, `www.`, default port, user, fragment, order of parameters and a closing slash make no difference.
    """
    try:
        parts = urlsplit(_UNSAFE.sub("", url))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    path = _path_key(parts.path)
    query = _query_key(parts.query)
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    suffix = f":{port}" if port and str(port) != PORTS.get(parts.scheme.lower()) else ""
    return f"{_host_key(host)}{suffix}{path}{query}{fragment}"


def _host_key(host: str) -> str:
    for prefix in MOBILE:
        if host.startswith(prefix) and host.count(".") >= 2:
            return host[len(prefix) :]
    return host


def _path_key(path: str) -> str:
    path = unquote(path, errors="replace") if "%" in path else path
    path = re.sub(r";jsessionid=[^/]*", "", path, flags=re.IGNORECASE)
    path = _AMP_PREFIX.sub("", path)
    path = _INDEX.sub("/", path)
    path = _AMP_SUFFIX.sub("", path) or "/"
    return path.rstrip("/") or "/"


def _query_key(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=None)
    kept = sorted((name, value) for name, value in pairs if not _is_tracking(name.lower()))
    return f"?{urlencode(kept)}" if kept else ""


def _is_tracking(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)
