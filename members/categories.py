"""What a webshop sells, in one word of a short list: with whom it is compared, and where it is looked for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """One per shop: what it sells most of. A code that is in use is never given another meaning."""

    FASHION = "FASHION", _("Clothing and shoes")
    JEWELLERY = "JEWELLERY", _("Jewellery, watches and bags")
    BEAUTY = "BEAUTY", _("Beauty and care")
    HEALTH = "HEALTH", _("Health")
    HOME = "HOME", _("Home and interior")
    KITCHEN = "KITCHEN", _("Kitchen and household")
    GARDEN = "GARDEN", _("Garden and plants")
    DIY = "DIY", _("DIY and tools")
    ELECTRONICS = "ELECTRONICS", _("Electronics and computers")
    MEDIA = "MEDIA", _("Books, music and games")
    TOYS = "TOYS", _("Toys and children")
    HOBBY = "HOBBY", _("Hobby and crafts")
    SPORTS = "SPORTS", _("Sports and outdoors")
    VEHICLES = "VEHICLES", _("Bicycles, cars and parts")
    PETS = "PETS", _("Pets")
    FOOD = "FOOD", _("Food and drink")
    GIFTS = "GIFTS", _("Flowers, cards and gifts")
    OFFICE = "OFFICE", _("Office and business")
    SERVICES = "SERVICES", _("Travel, tickets and services")
    OTHER = "OTHER", _("Something else")
