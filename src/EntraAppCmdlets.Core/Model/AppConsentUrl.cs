using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>The address at which an administrator consents to an app for the whole tenant.</summary>
public sealed record AppConsentUrl
{
    /// <summary>The address, to be opened in a browser by an administrator.</summary>
    public required string Url { get; init; }

    /// <summary>The application (client) ID.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The name that people see of the app; null for one that is not in this tenant yet.</summary>
    public string? AppDisplayName { get; init; }

    /// <summary>The tenant to consent for: its id or domain, or <c>organizations</c> for that of whoever signs in.</summary>
    public required string SignInTenant { get; init; }

    /// <summary>Where the administrator is sent afterwards.</summary>
    public required string RedirectUri { get; init; }

    /// <summary>What is consented to; empty for version 1.0, which takes what the app requests.</summary>
    public IReadOnlyList<string> Scopes
    {
        get;
        init => field = IndexableList.Of(value);
    } = [];

    /// <summary>Comes back as it was sent.</summary>
    public required string State { get; init; }

    /// <summary>The version of the endpoint: v2.0 or v1.0.</summary>
    public required string Version { get; init; }

    /// <summary>The address.</summary>
    public override string ToString() => Url;
}
