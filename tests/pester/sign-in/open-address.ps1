# In the place of a browser: opens the address of a sign-in, and posts the form that comes back to whoever waits for it.
param([string] $Address)

$ErrorActionPreference = 'Stop'
$page = Invoke-WebRequest $Address -SkipCertificateCheck
$target = [regex]::Match($page.Content, '<form[^>]+action="([^"]+)"').Groups[1].Value
$fields = @{}
foreach ($field in [regex]::Matches($page.Content, '<input[^>]+name="([^"]+)"[^>]+value="([^"]*)"')) {
    $fields[$field.Groups[1].Value] = [Net.WebUtility]::HtmlDecode($field.Groups[2].Value)
}

$null = Invoke-WebRequest ([Net.WebUtility]::HtmlDecode($target)) -Method Post -Body $fields
