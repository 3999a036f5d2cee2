namespace Benchmarks;

/// <summary>The same work as each tool's users write it: what is run for it, as scripts of PowerShell or of bash.</summary>
internal static class PeerTasks
{
    public const string Ours = "EntraAppCmdlets";
    public const string Loop = "Invoke-RestMethod";
    public const string Azure = "Azure CLI";
    public const string M365 = "CLI for Microsoft 365";

    private const string Host = "dashboard.example.com";
    private const string Owner = "alex.weber@contoso.onmicrosoft.com";

    /// <summary>The secrets and the requested permissions of all apps.</summary>
    public static IReadOnlyDictionary<string, string> Reading { get; } =
        new Dictionary<string, string>
        {
            [Ours] =
                "Get-VendorAppRegistration -Kind Registration | Select-Object DisplayName, AppId, Credentials, Permissions | ConvertTo-Json -Depth 4 > $null",
            [Loop] = """
                $page = "$graph/v1.0/applications?`$select=displayName,appId,passwordCredentials,keyCredentials,requiredResourceAccess"
                $all = while ($page) { $answer = Invoke-RestMethod $page -Headers $headers; $answer.value; $page = $answer.'@odata.nextLink' }
                $all | ConvertTo-Json -Depth 6 > $null
                """,
            [Azure] = "az ad app list --all -o json > /dev/null",
            [M365] = "$m365 entra app list --output json > /dev/null",
        };

    /// <summary>The guide of Invictus for several apps: a multitenant app with redirect URIs, an owner, a scope, permissions with consent, and a secret.</summary>
    /// <param name="names">The apps.</param>
    public static IReadOnlyDictionary<string, string> Onboarding(IReadOnlyList<string> names)
    {
        var list = string.Join(", ", names.Select(name => $"'{name}'"));
        var words = string.Join(' ', names);
        return new Dictionary<string, string>
        {
            [Ours] =
                $"{list} | ForEach-Object {{ [pscustomobject]@{{ Vendor = 'Invictus'; DisplayName = $_; DashboardHost = '{Host}'; Owner = '{Owner}' }} }} | Install-VendorApp -Confirm:$false > $null",
            [Loop] = $$$"""
                $json = @{ Headers = $headers; ContentType = 'application/json' }
                $api = Invoke-RestMethod "$graph/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')?`$select=id" @json
                $owner = Invoke-RestMethod "$graph/v1.0/users/{{{Owner}}}?`$select=id" @json
                foreach ($name in {{{list}}}) {
                    $app = Invoke-RestMethod "$graph/v1.0/applications" -Method Post @json -Body (@{ displayName = $name; signInAudience = 'AzureADMultipleOrgs'; web = @{ redirectUris = @('https://{{{Host}}}/login', 'https://{{{Host}}}/api/auth/callback/azure-ad'); implicitGrantSettings = @{ enableAccessTokenIssuance = $true } } } | ConvertTo-Json -Depth 5)
                    $principal = Invoke-RestMethod "$graph/v1.0/servicePrincipals" -Method Post @json -Body (@{ appId = $app.appId } | ConvertTo-Json)
                    $null = Invoke-RestMethod "$graph/v1.0/servicePrincipals/$($principal.id)/owners/`$ref" -Method Post @json -Body (@{ '@odata.id' = "https://graph.microsoft.com/v1.0/directoryObjects/$($owner.id)" } | ConvertTo-Json)
                    $scope = "$([guid]::NewGuid())"
                    $null = Invoke-RestMethod "$graph/v1.0/applications/$($app.id)" -Method Patch @json -Body (@{ identifierUris = @("api://$($app.appId)") } | ConvertTo-Json)
                    $null = Invoke-RestMethod "$graph/v1.0/applications/$($app.id)" -Method Patch @json -Body (@{ api = @{ oauth2PermissionScopes = @(@{ id = $scope; value = 'access_as_user'; type = 'User'; isEnabled = $true; adminConsentDisplayName = 'Access'; adminConsentDescription = 'Access'; userConsentDisplayName = 'Access'; userConsentDescription = 'Access' }) } } | ConvertTo-Json -Depth 5)
                    $scopes = '06da0dbc-49e2-44d2-8312-53f166ab848a', 'e1fe6dd8-ba31-4d61-89e7-88639da4683d', 'a154be20-db9c-4678-8ab7-66f6cc099a59'
                    $roles = 'df021288-bdef-4463-88db-98f22de89214', '5b567255-7703-4780-807c-7be8301ae99b', 'b633e1c5-b582-4048-a93e-9f11b44c7e96'
                    $wanted = @(@{ resourceAppId = '00000003-0000-0000-c000-000000000000'; resourceAccess = @($scopes.ForEach({ @{ id = $_; type = 'Scope' } }); $roles.ForEach({ @{ id = $_; type = 'Role' } })) }; @{ resourceAppId = $app.appId; resourceAccess = @(@{ id = $scope; type = 'Scope' }) })
                    $null = Invoke-RestMethod "$graph/v1.0/applications/$($app.id)" -Method Patch @json -Body (@{ requiredResourceAccess = $wanted } | ConvertTo-Json -Depth 5)
                    $null = Invoke-RestMethod "$graph/v1.0/oauth2PermissionGrants" -Method Post @json -Body (@{ clientId = $principal.id; consentType = 'AllPrincipals'; resourceId = $api.id; scope = 'Directory.Read.All User.Read User.Read.All' } | ConvertTo-Json)
                    $null = Invoke-RestMethod "$graph/v1.0/oauth2PermissionGrants" -Method Post @json -Body (@{ clientId = $principal.id; consentType = 'AllPrincipals'; resourceId = $principal.id; scope = 'access_as_user' } | ConvertTo-Json)
                    foreach ($role in $roles) { $null = Invoke-RestMethod "$graph/v1.0/servicePrincipals/$($principal.id)/appRoleAssignments" -Method Post @json -Body (@{ principalId = $principal.id; resourceId = $api.id; appRoleId = $role } | ConvertTo-Json) }
                    $null = Invoke-RestMethod "$graph/v1.0/applications/$($app.id)/addPassword" -Method Post @json -Body '{ "passwordCredential": { "displayName": "Invictus" } }'
                }
                """,
            [Azure] = $$$"""
                graph=00000003-0000-0000-c000-000000000000
                api=$(az ad sp show --id $graph --query id -o tsv)
                owner=$(az ad user show --id {{{Owner}}} --query id -o tsv)
                for name in {{{words}}}; do
                    id=$(az ad app create --display-name $name --sign-in-audience AzureADMultipleOrgs --web-redirect-uris https://{{{Host}}}/login https://{{{Host}}}/api/auth/callback/azure-ad --enable-access-token-issuance true --query appId -o tsv)
                    sp=$(az ad sp create --id $id --query id -o tsv)
                    az rest --method post --url "https://graph.microsoft.com/v1.0/servicePrincipals/$sp/owners/\$ref" --body "{\"@odata.id\": \"https://graph.microsoft.com/v1.0/directoryObjects/$owner\"}"
                    scope=$(cat /proc/sys/kernel/random/uuid)
                    az ad app update --id $id --identifier-uris api://$id
                    az rest --method patch --url "https://graph.microsoft.com/v1.0/applications(appId='$id')" --body "{\"api\": {\"oauth2PermissionScopes\": [{\"id\": \"$scope\", \"value\": \"access_as_user\", \"type\": \"User\", \"isEnabled\": true, \"adminConsentDisplayName\": \"Access\", \"adminConsentDescription\": \"Access\", \"userConsentDisplayName\": \"Access\", \"userConsentDescription\": \"Access\"}]}}"
                    az ad app permission add --id $id --api $graph --api-permissions 06da0dbc-49e2-44d2-8312-53f166ab848a=Scope e1fe6dd8-ba31-4d61-89e7-88639da4683d=Scope a154be20-db9c-4678-8ab7-66f6cc099a59=Scope df021288-bdef-4463-88db-98f22de89214=Role 5b567255-7703-4780-807c-7be8301ae99b=Role b633e1c5-b582-4048-a93e-9f11b44c7e96=Role --only-show-errors
                    az ad app permission add --id $id --api $id --api-permissions $scope=Scope --only-show-errors
                    az ad app permission grant --id $id --api $graph --scope "Directory.Read.All User.Read User.Read.All" > /dev/null
                    az ad app permission grant --id $id --api $id --scope access_as_user > /dev/null
                    for role in df021288-bdef-4463-88db-98f22de89214 5b567255-7703-4780-807c-7be8301ae99b b633e1c5-b582-4048-a93e-9f11b44c7e96; do
                        az rest --method post --url "https://graph.microsoft.com/v1.0/servicePrincipals/$sp/appRoleAssignments" --body "{\"principalId\": \"$sp\", \"resourceId\": \"$api\", \"appRoleId\": \"$role\"}" > /dev/null
                    done
                    az ad app credential reset --id $id --append --display-name Invictus --only-show-errors > /dev/null
                done
                """,
            [M365] = $$$"""
                owner=$($m365 entra user get --userName {{{Owner}}} --output json | node -p 'JSON.parse(require("fs").readFileSync(0)).id')
                for name in {{{words}}}; do
                    app=$($m365 entra app add --name $name --multitenant --redirectUris https://{{{Host}}}/login,https://{{{Host}}}/api/auth/callback/azure-ad --platform web --implicitFlow --withSecret --uri api://_appId_ --scopeName access_as_user --scopeConsentBy adminsAndUsers --scopeAdminConsentDisplayName Access --scopeAdminConsentDescription Access --apisDelegated https://graph.microsoft.com/Directory.Read.All,https://graph.microsoft.com/User.Read,https://graph.microsoft.com/User.Read.All --apisApplication https://graph.microsoft.com/User.Read.All,https://graph.microsoft.com/Group.Read.All,https://graph.microsoft.com/Mail.Send --grantAdminConsent --output json)
                    id=$(echo "$app" | node -p 'JSON.parse(require("fs").readFileSync(0)).appId')
                    $m365 entra app permission add --appId $id --delegatedPermissions api://$id/access_as_user --grantAdminConsent > /dev/null
                    sp=$($m365 entra enterpriseapp get --id $id --output json | node -p 'JSON.parse(require("fs").readFileSync(0)).id')
                    $m365 request --url "https://graph.microsoft.com/v1.0/servicePrincipals/$sp/owners/\$ref" --method post --content-type application/json --body "{\"@odata.id\": \"https://graph.microsoft.com/v1.0/directoryObjects/$owner\"}" > /dev/null
                done
                """,
        };
    }
}
