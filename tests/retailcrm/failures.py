"""How RetailCRM meets each kind of failure; docs/reference/warehouse-module.md §1.2, §1.5."""

from stocktake.web.sandbox import Response

from tests.failures import FORM, HUGE, Environment, Failure, Failures, Given

ROOT = "/retailcrm/api"
UPLOAD = f"{ROOT}/v5/store/inventories/upload"
OFFERS = '[{"id": %s, "stores": [{"code": "wherefour", "available": 1}]}]'


def right(env: Environment) -> Given:
    """Return the key that may do everything."""
    return {"headers": {"X-API-KEY": env["RETAILCRM_API_KEY"]}}


def wrong(env: Environment) -> Given:
    """Return a key of nobody."""
    return {"headers": {"X-API-KEY": "nobody"}}


def in_envelope(answer: Response) -> bool:
    """Say whether an error says that it is none of success, and why."""
    body = answer.json()
    return body["success"] is False and bool(body["errorMsg"])


FAILURES = Failures(
    right=right,
    wrong=wrong,
    in_envelope=in_envelope,
    kinds={
        "no route": Failure("GET", f"{ROOT}/v5/nothing", 404),
        "wrong method": Failure("DELETE", f"{ROOT}/v5/store/products", 405, allow="GET"),
        "no credentials": Failure("GET", f"{ROOT}/credentials", 400, "none"),
        "wrong credentials": Failure("GET", f"{ROOT}/credentials", 403, "wrong"),
        "bad type": Failure("GET", f"{ROOT}/v5/store/inventories?filter[details]=3", 400),
        "unknown id": Failure("GET", f"{ROOT}/v5/orders/999999?by=id&site=shop-us", 404),
        "not UTF-8": Failure(
            "POST", UPLOAD, 400, request={"data": b"offers=\xff", "headers": FORM}
        ),
        "number too large": Failure("GET", f"{ROOT}/v5/store/inventories?page={HUGE}", 400),
        "number too large in a body": Failure(
            "POST", UPLOAD, 400, request={"form": {"offers": OFFERS % HUGE}}
        ),
        "missing body": Failure("POST", UPLOAD, 400),
    },
)
