using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EntraAppCmdlets.SignIn;

/// <summary>What the sign-in service answers when it refuses, and what a person can do about it: the one place for both.</summary>
internal static partial class SignInErrors
{
    private static readonly Dictionary<int, string> CuresByCode = new()
    {
        // The app and its secret or certificate
        [7000215] = "Use the secret's value, not its id; a secret made moments ago may need a minute until it is accepted.",
        [7000222] = "Make a new secret or certificate with New-AppClientSecret or Add-AppCertificate and use that.",
        [50012] = "Check the secret or certificate of the app, or make a new one.",
        [7000216] = "Give a client secret, a certificate or a federated token: this kind of sign-in requires one.",
        [7000218] = "Give the app's secret or certificate, or allow public client flows on the app for a sign-in without one.",
        [700025] = "Leave the secret out: the app signs in as a public client here.",
        [7000112] = "Have an administrator enable the app's sign-in in the tenant (Enterprise applications, Properties).",
        [700016] =
            "Check the application (client) ID and the tenant; an app that was just created may take a minute, and an app of another tenant requires a service principal in this tenant.",
        [7000229] = "Make the app's service principal in this tenant with New-VendorServicePrincipal, then try again.",
        [70001] = "Check the application (client) ID and the tenant.",
        [70002] = "Check the application (client) ID and its secret or certificate.",
        [50194] = "Name the tenant instead of 'common', or make the app multitenant.",
        [700027] = "Add this certificate to the app with Add-AppCertificate, and check that its private key belongs to it.",
        [700030] = "Use the certificate whose subject the app expects.",
        [700021] = "Check that the assertion was made for this application (client) ID.",
        [700023] = "Make the assertion for this tenant's token endpoint, or set the cloud with -Environment.",
        [700024] = "Check the clock of this machine and the assertion's lifetime.",
        [50027] = "Make a new assertion: this one is malformed or its signature doesn't fit.",
        [70021] = "Add a federated credential with exactly this issuer, subject and audience to the app (Add-AppFederatedCredential).",
        [700211] = "Add a federated credential with exactly this issuer to the app (Add-AppFederatedCredential).",
        [700212] = "Add a federated credential with exactly this audience to the app, usually api://AzureADTokenExchange.",
        [700213] =
            "Add a federated credential with exactly this subject to the app (Add-AppFederatedCredential); upper and lower case count.",
        [7002138] =
            "The app's federated credential has this subject in another upper and lower case. Add one with exactly this subject (Add-AppFederatedCredential).",
        [700222] =
            "Federated tokens that Entra ID itself issued aren't accepted for this: use a token of another issuer or a managed identity.",

        // The tenant
        [90002] = "Check the tenant's id or domain, and the cloud (-Environment).",
        [900023] = "Give the tenant as its id or as one of its domains, such as contoso.onmicrosoft.com.",
        [90019] = "Give the tenant as its id or as one of its domains, such as contoso.onmicrosoft.com.",
        [50059] = "Give the tenant as its id or as one of its domains, such as contoso.onmicrosoft.com.",
        [900382] = "Give the cloud that the tenant is in with -Environment.",
        [900439] = "Give the cloud that the tenant is in with -Environment.",
        [500021] = "The network allows certain tenants only: ask its administrator, or use another network.",
        [5000224] = "The resource isn't available in this tenant or cloud: check -Environment.",

        // The API and its permissions
        [500011] =
            "Check the scope or resource; an API that the tenant doesn't know yet requires a service principal in it (New-VendorServicePrincipal).",
        [500014] = "Have an administrator enable the API's service principal in the tenant.",
        [650052] = "A subscription is required that includes this service.",
        [650053] =
            "Correct the name of the scope. A name alone means Microsoft Graph; a scope of another API, or of the app itself, has its Application ID URI before it, such as api://<application ID>/name.",
        [650056] = "Add the permissions of the API to the app and grant consent with Grant-AppAdminConsent.",
        [650057] = "Add a permission of that API to the app first (Add-AppApiPermission).",
        [65005] = "Add a permission of that API to the app first (Add-AppApiPermission).",
        [70011] = "Correct the scope; an app's own sign-in takes exactly one that ends in /.default.",
        [1002012] = "Correct the scope: an app's own sign-in takes exactly one that ends in /.default.",
        [65001] = "Grant consent with Grant-AppAdminConsent, or open the address that Get-AppConsentUrl gives.",
        [65004] = "Consent was declined: an administrator can give it with Grant-AppAdminConsent.",
        [90094] = "An administrator must consent: Grant-AppAdminConsent, or the address that Get-AppConsentUrl gives.",
        [90095] = "An administrator must approve the consent request that was sent.",
        [90093] = "An administrator must consent: Grant-AppAdminConsent, or the address that Get-AppConsentUrl gives.",
        [50105] = "Assign the user or a group to the app with Add-AppAssignment, or set that no assignment is required.",
        [501051] = "Assign one of the API's app roles to the app, or set that the API needs no assignment.",
        [50011] = "Add exactly this redirect URI to the app with Add-AppRedirectUri.",
        [500113] = "Add the redirect URI to the app with Add-AppRedirectUri.",
        [700054] = "Turn on ID token issuance for the app, or use the authorization code flow.",
        [700051] = "Turn on access token issuance for the app, or use the authorization code flow.",
        [9002325] = "Use PKCE: Get-AppAuthorizationUrl adds the challenge.",
        [9002326] = "A single-page redirect URI can be used from a browser only: add a web redirect URI for this.",
        [9002327] = "A single-page redirect URI can be used from a browser only: add a web redirect URI for this.",
        [54005] = "The code was used already: open the authorization address again for a new one.",
        [70000] = "The code or refresh token doesn't fit or is too old: sign in again.",
        [501481] = "Give the code verifier that belongs to the authorization request.",
        [70008] = "Sign in again: the code or refresh token has expired.",
        [700082] = "Sign in again: the refresh token was not used for too long.",
        [700084] = "Sign in again: the refresh token of a single-page app lives for a day.",

        // The user
        [50020] = "Sign in with an account of this tenant, or have the account invited as a guest.",
        [51004] = "Sign in with an account of this tenant.",
        [90072] = "Sign in with an account of this tenant, or have the account invited as a guest.",
        [50034] = "Check the user name; the account isn't in this tenant.",
        [50053] = "Wait for the lock to end, or ask an administrator whether the address of this machine is blocked.",
        [50055] = "Set a new password in a browser first.",
        [50057] = "Have an administrator enable the account.",
        [50126] = "Check user name and password.",
        [50072] =
            "Sign in interactively, in the browser or with Connect-AppTenant -UseDeviceCode: the account must set up multifactor authentication.",
        [50074] = "Sign in interactively, in the browser or with Connect-AppTenant -UseDeviceCode: multifactor authentication is needed.",
        [50076] = "Sign in interactively, in the browser or with Connect-AppTenant -UseDeviceCode: multifactor authentication is needed.",
        [50078] = "Sign in interactively again: the multifactor authentication is too old.",
        [50079] =
            "Sign in interactively, in the browser or with Connect-AppTenant -UseDeviceCode: the account must set up multifactor authentication.",
        [50097] = "Sign in from a device that the tenant knows.",
        [50129] = "Sign in from a device that is joined to the tenant.",
        [50131] = "A Conditional Access policy blocks this sign-in: ask the tenant's administrator.",
        [50132] = "Sign in again: the session was revoked or the password changed.",
        [50133] = "Sign in again: the session was revoked or the password changed.",
        [50158] = "Sign in interactively, in the browser or with Connect-AppTenant -UseDeviceCode: a further check is needed.",
        [50173] = "Sign in again: the session was revoked or the password changed.",
        [50199] = "Confirm the sign-in in the browser, then try again.",
        [53000] = "Sign in from a device that complies with the tenant's policy.",
        [53001] = "Sign in from a device that is joined to the tenant.",
        [53003] =
            "A Conditional Access policy blocks this sign-in (device code and unknown networks often are): sign in in another way or ask the tenant's administrator.",
        [53004] = "Set up multifactor authentication for the account first.",
        [530002] = "Sign in from a device that complies with the tenant's policy.",
        [530003] = "Sign in from a device that the tenant manages.",
        [530004] = "A Conditional Access policy blocks this sign-in: ask the tenant's administrator.",
        [530035] = "Security defaults block this sign-in: use a modern way to sign in.",
        [530036] = "A Conditional Access policy forbids device codes: sign in through the browser or as an app.",

        // The device code
        [70016] = "Enter the code in the browser; the sign-in goes on by itself.",
        [70018] = "Start the sign-in again and enter the new code.",
        [70019] = "Start the sign-in again and enter the new code within 15 minutes.",
        [70020] = "Start the sign-in again and enter the new code within 15 minutes.",

        // The service
        [50196] = "Wait some minutes: too many sign-ins came in a short time.",
        [90025] = "Try again in a minute.",
        [90033] = "Try again in a minute.",
        [90006] = "Try again in a minute.",
    };

    // Served by a part of the service that is down for the moment.
    private static readonly HashSet<int> TransientCodes = [90006, 90025, 90033];

    /// <summary>All codes with a cure, for tests.</summary>
    internal static IReadOnlyDictionary<int, string> Cures => CuresByCode;

    /// <summary>The error that a refusal of the token endpoint means; null if the body isn't one.</summary>
    /// <param name="body">The answer's body.</param>
    internal static SignInException? FromJson(ReadOnlySpan<byte> body)
    {
        string? error = null;
        string? description = null;
        string? correlationId = null;
        var code = 0;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "error" when reader.TokenType is JsonTokenType.String:
                        error = reader.GetString();
                        break;
                    case "error_description" when reader.TokenType is JsonTokenType.String:
                        description = reader.GetString();
                        break;
                    case "correlation_id" when reader.TokenType is JsonTokenType.String:
                        correlationId = reader.GetString();
                        break;
                    case "error_codes" when reader.TokenType is JsonTokenType.StartArray:
                        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                        {
                            // The first one tells the cause, the others its circumstances.
                            if (code == 0 && reader.TokenType is JsonTokenType.Number)
                            {
                                reader.TryGetInt32(out code);
                            }
                        }

                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return error is null ? null : From(error, description ?? "", correlationId, code);
    }

    /// <summary>The error that the service described in these words.</summary>
    /// <param name="error">The OAuth error.</param>
    /// <param name="description">The description with its code, trace id and time.</param>
    /// <param name="correlationId">The request's id; null to take it from the description.</param>
    /// <param name="code">The code without its letters; 0 to take it from the description.</param>
    internal static SignInException From(string error, string description, string? correlationId, int code = 0)
    {
        var match = CodePattern().Match(description);
        if (code == 0 && match.Success)
        {
            _ = int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out code);
        }

        correlationId ??= CorrelationPattern().Match(description) is { Success: true } id ? id.Groups[1].Value : null;
        return new SignInException(
            error,
            Clean(description) is { Length: > 0 } text ? text : $"The sign-in service refused with '{error}'.",
            Cures.GetValueOrDefault(code, ""),
            code == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"AADSTS{code}"),
            correlationId
        );
    }

    /// <summary>Whether the same request may succeed in a moment.</summary>
    internal static bool IsTransient(SignInException exception) =>
        exception.Error is "temporarily_unavailable" or "server_error"
        || (
            exception.Code is { } code
            && int.TryParse(code.AsSpan("AADSTS".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && TransientCodes.Contains(number)
        );

    // Without the code in front and the ids and time at the end, which are separate properties or help nobody.
    private static string Clean(string description)
    {
        var start = CodePattern().Match(description) is { Success: true } code ? code.Index + code.Length : 0;
        var end = description.IndexOf("Trace ID:", start, StringComparison.OrdinalIgnoreCase);
        var text = end < 0 ? description[start..] : description[start..end];
        return WhitespacePattern().Replace(text, " ").Trim();
    }

    [GeneratedRegex(@"AADSTS(\d{5,8}):\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodePattern();

    [GeneratedRegex(@"Correlation ID:\s*([0-9a-fA-F-]{36})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CorrelationPattern();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhitespacePattern();
}
