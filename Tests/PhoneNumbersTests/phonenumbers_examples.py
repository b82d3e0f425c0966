"""Prints libphonenumber's example numbers: region, kind, E.164, and the number as written there and abroad, by tabs."""

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

KINDS = {
    "fixed": PhoneNumberType.FIXED_LINE, "mobile": PhoneNumberType.MOBILE, "premium": PhoneNumberType.PREMIUM_RATE,
    "shared": PhoneNumberType.SHARED_COST, "personal": PhoneNumberType.PERSONAL_NUMBER,
}
FORMATS = PhoneNumberFormat.E164, PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL

for region in sorted(phonenumbers.SUPPORTED_REGIONS):
    for kind, number_type in KINDS.items():
        number = phonenumbers.example_number_for_type(region, number_type)
        if number:
            print(region, kind, *(phonenumbers.format_number(number, form) for form in FORMATS), sep="\t")
