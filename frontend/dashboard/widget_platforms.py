"""Where a shop pastes the code, in the words of its platform."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Platform:
    """A platform by its own name, and two or three sentences; `%(host)s` is ours."""

    key: str
    name: Any
    where: Any
    is_tag_manager: bool = False


PLATFORMS = (
    Platform(
        "html",
        _("Plain HTML"),
        _(
            "Paste the code where the widget must stand, for instance just before the end of your footer. With more "
            "widgets on one page, the first line is needed once."
        ),
    ),
    Platform(
        "woocommerce",
        "WooCommerce",
        _(
            "In WordPress, open Appearance and then Editor (Widgets in an older theme), and add a block “Custom HTML” "
            "where the widget must stand. Paste the code and save. Does a plugin for speed or security join or delay "
            "scripts? Make an exception there for %(host)s."
        ),
    ),
    Platform(
        "shopify",
        "Shopify",
        _(
            "Open Online Store, then Themes, then Customize, and add a section “Custom Liquid” to the footer. Paste "
            "the code there and save. It then stands on every page."
        ),
    ),
    Platform(
        "magento",
        "Magento",
        _(
            "Open Content, then Blocks, make a block, and paste the code in its HTML source; place that block in the "
            "footer with a Widget. Magento has a policy of what its pages may load: have %(host)s added to "
            "script-src, connect-src and img-src in csp_whitelist.xml."
        ),
    ),
    Platform(
        "lightspeed",
        "Lightspeed",
        _(
            "Open Design, then Advanced, then Edit code, and choose the file of the footer (footer.rain). Paste the "
            "code just before the end of the footer and save. A new version of your theme may not have it: check "
            "again after an update."
        ),
    ),
    Platform(
        "tag-manager",
        _("Tag manager"),
        _(
            "In Google Tag Manager, make a tag “Custom HTML”, paste this other code, and fire it on all pages. The "
            "widget then comes at the end of your footer. Who refuses your tag manager does not see it, so code in "
            "your own pages is better."
        ),
        is_tag_manager=True,
    ),
)
