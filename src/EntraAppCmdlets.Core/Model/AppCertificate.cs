using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace EntraAppCmdlets;

/// <summary>A certificate just made for an app, with the place where its private key is kept.</summary>
public sealed class AppCertificate : IDisposable
{
    /// <summary>The application (client) ID.</summary>
    public required Guid AppId { get; init; }

    /// <summary>The tenant of the app.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The id of the credential in the app.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>Its description.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The subject of the certificate.</summary>
    public required string Subject { get; init; }

    /// <summary>The SHA-1 of the certificate in hexadecimal digits; null after <c>-WhatIf</c>.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>When it begins, in UTC.</summary>
    public required DateTimeOffset StartDateTime { get; init; }

    /// <summary>When it ends, in UTC.</summary>
    public required DateTimeOffset EndDateTime { get; init; }

    /// <summary>The PFX or PEM file that holds certificate and private key; null where it is kept elsewhere.</summary>
    public string? Path { get; init; }

    /// <summary>The personal certificate store that holds certificate and private key; null where it is kept elsewhere.</summary>
    public StoreLocation? StoreLocation { get; init; }

    /// <summary>The address, with its version, of the certificate in the Key Vault that made it and keeps its private key; null where it is kept elsewhere.</summary>
    public string? KeyVaultCertificateId { get; init; }

    /// <summary>The certificate, with its private key unless a Key Vault keeps that; null after <c>-WhatIf</c>.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The app it belongs to, for the next steps of the pipeline.</summary>
    public required AppRegistration App { get; init; }

    /// <summary>The description and the end.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Certificate '{DisplayName}' of {App.DisplayName} until {EndDateTime.UtcDateTime:yyyy-MM-dd}"
        );

    /// <summary>Wipes the private key from memory. Where it is kept, it stays.</summary>
    public void Dispose() => Certificate?.Dispose();
}
