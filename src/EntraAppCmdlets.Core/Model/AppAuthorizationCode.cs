using System.Security;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The code that a user's sign-in has brought back. It is good once, for ten minutes: whoever needs it takes it from here.</summary>
public sealed class AppAuthorizationCode : IDisposable
{
    /// <summary>The code itself, without "code=" in front.</summary>
    public required SecureString Code { get; init; }

    /// <summary>The application (client) ID.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The name that people see of the app.</summary>
    public string? AppDisplayName { get; init; }

    /// <summary>The tenant that the app was read from.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The redirect URI that it came to; redeeming it takes exactly the same.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>What was asked for.</summary>
    public IReadOnlyList<string> Scopes
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>The state that was sent and came back.</summary>
    public required string State { get; init; }

    /// <summary>The user's session at the sign-in service, as it tells it.</summary>
    public string? SessionState { get; init; }

    /// <summary>The question that it answers.</summary>
    public required AppAuthorizationUrl AuthorizationUrl { get; init; }

    /// <summary>The app, for the next steps.</summary>
    public AppRegistration? App => AuthorizationUrl.App;

    /// <summary>Whose code it is, never the code.</summary>
    public override string ToString() => $"Authorization code of {AppDisplayName ?? AppId.ToString()}";

    /// <summary>Wipes the code from memory.</summary>
    public void Dispose() => Code.Dispose();
}
