using System.Security;

namespace EntraAppCmdlets;

/// <summary>A client secret just made. Entra shows its text this once: whoever needs it takes it from here.</summary>
public sealed class AppClientSecret : IDisposable
{
    /// <summary>The application (client) ID.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The tenant of the app.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The id of the secret (the portal's "Secret ID"); it is not the secret.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>Its description.</summary>
    public string? DisplayName { get; init; }

    /// <summary>When it begins, in UTC.</summary>
    public required DateTimeOffset StartDateTime { get; init; }

    /// <summary>When it ends, in UTC.</summary>
    public required DateTimeOffset EndDateTime { get; init; }

    /// <summary>Its first three characters, to tell secrets apart.</summary>
    public string? Hint { get; init; }

    /// <summary>The secret itself; null after <c>-WhatIf</c>.</summary>
    public SecureString? SecretText { get; init; }

    /// <summary>The app it belongs to, for the next steps of the pipeline.</summary>
    public required AppRegistration App { get; init; }

    /// <summary>The description and the end, never the text.</summary>
    public override string ToString() => $"Secret '{DisplayName}' of {App.DisplayName} until {EndDateTime.UtcDateTime:yyyy-MM-dd}";

    /// <summary>Wipes the text from memory.</summary>
    public void Dispose() => SecretText?.Dispose();
}
