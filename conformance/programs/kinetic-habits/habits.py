"""What Python programs in the field send to Kinetic, each habit once. Prints what came of it as JSON, without any secret.

Reads from standard input: base_url, company, username, password, api_key, and as accented a login that is not ASCII.
"""
import json
import sys

import httpx
import requests

given = json.load(sys.stdin)
base_url, company, api_key = given["base_url"], given["company"], given["api_key"]
pair = (given["username"], given["password"])
accented = (given["accented"]["username"], given["accented"]["password"])
v2 = f"{base_url}/api/v2/odata/{company}"
key = {"x-api-key": api_key}
WEB_SERVICE = {"ClaimedLicense": "00000003-9439-4B30-A6F4-6D2FD4B9FD0F"}


def rows(response):
    """How many rows came, or the status where there are none."""
    return len(response.json()["value"]) if response.status_code == 200 else response.status_code


def customers(library, headers, auth=pair, service="Erp.BO.CustomerSvc"):
    """Query options by the library's own encoder, which makes %24filter of $filter and a plus of a blank."""
    query = {"$filter": "CustNum gt 5", "$top": 3, "$select": "CustID,CustNum"}
    return library.get(f"{v2}/{service}/Customers", params=query, headers=headers, auth=auth)


def get_user_file(content, headers):
    """A method without parameters."""
    address = f"{v2}/Ice.BO.UserFileSvc/GetUserFile"
    response = requests.post(address, data=content, headers={**key, **headers}, auth=pair)
    return "returnObj" in response.json() if response.status_code == 200 else response.status_code


def with_token(path, headers, data):
    """How many rows the token of an answer reads."""
    response = requests.post(f"{base_url}/{path}", headers={"Accept": "application/json", **headers}, data=data)
    if response.status_code != 200:
        return response.status_code
    bearer = {"Authorization": f"Bearer {response.json()['AccessToken']}", **key}
    return rows(customers(requests, bearer, None))


user_and_password = {"username": pair[0], "password": pair[1]}
print(json.dumps({
    "requests with Basic and key": rows(customers(requests, key)),
    "httpx with Basic and key": rows(customers(httpx, key)),
    "the key as X-API-Key": rows(customers(requests, {"X-API-Key": api_key})),
    "the key as X-api-Key": rows(customers(httpx, {"X-api-Key": api_key})),
    "the service in other letters": rows(customers(requests, key, service="erp.bo.customersvc")),
    # json.dumps puts blanks after colon and comma, other languages do not.
    "License in spaced JSON": rows(customers(requests, {**key, "License": json.dumps(WEB_SERVICE)})),
    "License in tight JSON": rows(customers(httpx, {**key, "License": json.dumps(WEB_SERVICE, separators=(",", ":"))})),
    "CallSettings": rows(customers(requests, {**key, "CallSettings": json.dumps({"Company": company})})),
    "headers that nobody reads": rows(customers(requests, {**key, "Company": company, "X-Epicor-Company": "none"})),
    "a method with {}": get_user_file("{}", {"Content-Type": "application/json"}),
    "a method with an empty body": get_user_file("", {"Content-Type": "application/json"}),
    "a method with no body and no type": get_user_file(None, {}),
    "a BAQ with a slash": rows(requests.get(f"{v2}/BaqSvc/zCustomer01/Data/", params={"$top": 2}, headers=key, auth=pair)),
    "v1 without a key": rows(requests.get(f"{base_url}/api/v1/Erp.BO.CustomerSvc/Customers?$top=2", auth=pair)),
    "a token by headers": with_token("TokenResource.svc/", user_and_password, None),
    "a token by userName, with a key": with_token(
        "TokenResource.svc/", {"userName": pair[0], "password": pair[1], **key}, ""),
    "a token by form": with_token("TokenResource.svc/", {}, {"grant_type": "password", **user_and_password}),
    # Without the slash it is a 307 at Kinetic, which requests follows with method and headers.
    "a token without the slash": with_token("TokenResource.svc", user_and_password, None),
    # requests puts a pair into Latin-1 before Base64, httpx into UTF-8.
    "a password in Latin-1": rows(customers(requests, key, accented)),
    "a password in UTF-8": rows(customers(httpx, key, accented)),
}))
