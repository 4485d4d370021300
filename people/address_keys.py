"""Keys in addresses: digits that a database can hold. A longer number is no key of anything."""


class KeyConverter:
    regex = "[0-9]{1,18}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)
