"""Provisional."""


class ChangeMap: ...


class Placement: ...
