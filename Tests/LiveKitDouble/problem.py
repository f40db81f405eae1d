"""Errors as Twirp has them."""

STATUS = {
    "canceled": 408, "unknown": 500, "invalid_argument": 400, "malformed": 400, "deadline_exceeded": 408, "not_found": 404, "bad_route": 404,
    "already_exists": 409, "permission_denied": 403, "unauthenticated": 401, "resource_exhausted": 429, "failed_precondition": 412,
    "aborted": 409, "out_of_range": 400, "unimplemented": 501, "internal": 500, "unavailable": 503, "dataloss": 500,
}


class Problem(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message, self.status = code, message, STATUS[code]
