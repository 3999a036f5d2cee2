using System.Security.Cryptography;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Sign-ins that are confirmed on another device.</summary>
internal sealed class DeviceService
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly OpaqueTokens<DeviceSignIn> _waiting = new();

    public DeviceSignIn? Find(string deviceCode) => _waiting.Find(deviceCode);

    /// <summary>Begins a sign-in.</summary>
    public Action<Utf8JsonWriter> Begin(SignInContext context)
    {
        var client = SignInClient.FindAnywhere(context, context.Required("client_id"));
        var scope = context.IsV1
            ? (context.Value("resource") ?? Seeding.OtherTenantApps.MicrosoftGraph) + "/.default offline_access"
            : context.Required("scope");
        ScopeRequest.Parse(context, client, scope);
        var waiting = new DeviceSignIn(
            client.AppId,
            scope,
            RandomNumberGenerator.GetString("BCDFGHJKLMNPQRSTVWXZ23456789", 9),
            context.Now + Lifetime
        );
        var code = _waiting.Give("D", waiting);
        var address = $"{context.Origin}/{context.Tenant.TenantId}/oauth2/v2.0/deviceauth";
        return json =>
        {
            json.WriteString("user_code", waiting.UserCode);
            json.WriteString("device_code", code);
            json.WriteString(context.IsV1 ? "verification_url" : "verification_uri", address);
            json.WriteNumber("expires_in", (int)Lifetime.TotalSeconds);
            json.WriteNumber("interval", 5);
            json.WriteString(
                "message",
                $"To sign in, use a web browser to open the page {address} and enter the code {waiting.UserCode} to authenticate."
            );
        };
    }

    /// <summary>Confirms or declines a sign-in by the code that its user was shown. False: no sign-in has that code.</summary>
    public bool Finish(SignInContext context, string userCode, bool decline)
    {
        var waiting = _waiting
            .All.Select(each => each.Value)
            .FirstOrDefault(each => string.Equals(each.UserCode, userCode, StringComparison.OrdinalIgnoreCase) && context.Now < each.Ends);
        if (waiting is null)
        {
            return false;
        }

        if (decline)
        {
            waiting.IsDeclined = true;
            return true;
        }

        var user = context.User(context.Value("username"));
        var client = SignInClient.FindAnywhere(context, waiting.ClientId);
        ConsentService.RequireAssignment(context, client, user);
        var request = ScopeRequest.Parse(context, client, waiting.Scope);
        if (ConsentService.Missing(context, client, request, user.Id) is { Count: > 0 } missing)
        {
            ConsentService.Ask(context, client, request, missing, user);
        }
        else
        {
            ConsentService.Appear(context, client);
        }

        waiting.UserId = user.Id;
        return true;
    }
}
