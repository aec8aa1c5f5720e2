<?php
// What PHP programs in the field send to Kinetic, with nothing but PHP's own streams. Prints what came of it as JSON, without
// any secret. Reads from standard input: base_url, company, username, password, api_key.
$given = json_decode(stream_get_contents(STDIN), true);
$v2 = "{$given['base_url']}/api/v2/odata/{$given['company']}";

function ask(string $method, string $url, array $headers, string $content = ''): array
{
    global $given;
    $login = base64_encode("{$given['username']}:{$given['password']}");
    $headers = array_merge(["AUTHORIZATION: Basic $login", "X-API-KEY: {$given['api_key']}"], $headers);
    $options = ['method' => $method, 'header' => $headers, 'content' => $content, 'ignore_errors' => true];
    $body = file_get_contents($url, false, stream_context_create(['http' => $options]));
    return json_decode($body, true) ?? [];
}

// http_build_query writes %24top, a plus for a blank, and %2C for a comma.
$query = http_build_query(['$top' => 3, '$filter' => 'CustNum gt 5', '$select' => 'CustID,CustNum']);
$license = json_encode(['ClaimedLicense' => '00000003-9439-4B30-A6F4-6D2FD4B9FD0F']);
$customers = ask('GET', "$v2/Erp.BO.CustomerSvc/Customers?$query", ["license: $license"]);
$user = ask('POST', "$v2/Ice.BO.UserFileSvc/GetUserFile", ['content-type: application/json'], '{}');
echo json_encode([
    'headers in capitals, %24filter' => count($customers['value'] ?? []),
    'a method with {}' => isset($user['returnObj']),
]);
