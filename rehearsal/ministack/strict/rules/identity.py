"""Cognito."""

from .registry import READ, Source, bounds_of, rule

API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference"
INVALID = "InvalidParameterException"
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}
# Bounds in seconds, and the unit where none is given.
TOKENS = {
    "AccessToken": (*bounds_of("accessToken"), "hours"),
    "IdToken": (*bounds_of("idToken"), "hours"),
    "RefreshToken": (*bounds_of("refreshToken"), "days"),
}
BOTH = ("cognito-idp.CreateUserPoolClient", "cognito-idp.UpdateUserPoolClient")


def lifetimes_of(parameters):
    units = parameters.get("TokenValidityUnits") or {}
    for token, (least, most, unit) in TOKENS.items():
        value = parameters.get(f"{token}Validity")
        # 0 stands for the default.
        if value:
            yield token, value * SECONDS[units.get(token, unit)], least, most


@rule(Source(f"{API}/API_TokenValidityUnitsType.html", READ), *BOTH)
def token_lifetimes(parameters, _memory):
    lifetimes = {}
    for token, seconds, least, most in lifetimes_of(parameters):
        lifetimes[token] = seconds
        if not least <= seconds <= most:
            message = f"Invalid range for token validity: {token} must be between {least} and {most} seconds."
            return f"{token}Validity", INVALID, message
    refresh = lifetimes.get("RefreshToken")
    longest = max([seconds for token, seconds in lifetimes.items() if token != "RefreshToken"], default=0)
    if refresh is not None and longest > refresh:
        message = "Access or ID token validity cannot be longer than the refresh token validity."
        return "RefreshTokenValidity", INVALID, message
    return None


@rule(Source(f"{API}/API_CreateUserPool.html", None), "cognito-idp.CreateUserPool")
def sign_in_attributes(parameters, _memory):
    attributes = parameters.get("UsernameAttributes") or []
    aliases = parameters.get("AliasAttributes") or []
    if attributes and aliases:
        return "AliasAttributes", INVALID, "Only one of the aliasAttributes or usernameAttributes can be set in a user pool."
    return None
