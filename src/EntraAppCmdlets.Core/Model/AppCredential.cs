using System.Globalization;

namespace EntraAppCmdlets;

/// <summary>What an app proves itself with.</summary>
public enum AppCredentialKind
{
    /// <summary>A client secret.</summary>
    Secret,

    /// <summary>A certificate.</summary>
    Certificate,

    /// <summary>A federated identity credential: another issuer's token.</summary>
    Federated,
}

/// <summary>Whether a credential can be used now.</summary>
public enum AppCredentialState
{
    /// <summary>It can be used.</summary>
    Valid,

    /// <summary>It ends within 30 days.</summary>
    ExpiresSoon,

    /// <summary>It has ended.</summary>
    Expired,

    /// <summary>It has not begun.</summary>
    NotYetValid,
}

/// <summary>A credential as the directory shows it: everything but its value.</summary>
public sealed record AppCredential
{
    /// <summary>The id of the credential.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>What it is.</summary>
    public required AppCredentialKind Kind { get; init; }

    /// <summary>Its description.</summary>
    public string? DisplayName { get; init; }

    /// <summary>When it begins, in UTC.</summary>
    public DateTimeOffset? StartDateTime { get; init; }

    /// <summary>When it ends, in UTC; null for a federated credential.</summary>
    public DateTimeOffset? EndDateTime { get; init; }

    /// <summary>The first three characters of a secret, to tell secrets apart.</summary>
    public string? Hint { get; init; }

    /// <summary>The SHA-1 of a certificate in hexadecimal digits.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>The issuer of a federated credential.</summary>
    public string? Issuer { get; init; }

    /// <summary>The subject of a federated credential.</summary>
    public string? Subject { get; init; }

    /// <summary>The audience of a federated credential.</summary>
    public string? Audience { get; init; }

    /// <summary>What a federated credential is for, in the words of whoever made it.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it can be used, at the time it was read.</summary>
    public AppCredentialState State { get; init; }

    /// <summary>Days until it ends, rounded, at the time it was read; negative once it has ended.</summary>
    public int? DaysLeft { get; init; }

    /// <summary>The application (client) ID of the app it belongs to.</summary>
    public Guid? AppId { get; init; }

    /// <summary>The tenant of the app it belongs to; null as a part of that app itself.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The name that people see of the app it belongs to.</summary>
    public string? AppDisplayName { get; init; }

    /// <summary>The description and the end.</summary>
    public override string ToString() =>
        $"{Kind} '{DisplayName}'{(EndDateTime is { } end ? string.Create(CultureInfo.InvariantCulture, $" until {end.UtcDateTime:yyyy-MM-dd}") : "")}";
}
