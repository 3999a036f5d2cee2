using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Security;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>
/// A client secret just made. Entra shows its text this once: whoever needs it takes it from here, or from the Key Vault that it was put into.
/// </summary>
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

    /// <summary>The secret itself; null after <c>-WhatIf</c>, and where it is in a Key Vault.</summary>
    public SecureString? SecretText { get; init; }

    /// <summary>The address of the secret's version in the Key Vault that it was put into; null where it was not.</summary>
    public string? KeyVaultSecretId { get; init; }

    /// <summary>A name for the secret in a vault, as commands take it from the pipeline: made of the app's name and the description.</summary>
    public string Name => KeyVaultSecretName.Of(App, DisplayName ?? App.DisplayName);

    /// <summary>The secret itself, under the name by which commands that keep secrets take it from the pipeline.</summary>
    public SecureString? Secret => SecretText;

    /// <summary>What is worth keeping beside the secret in a vault: whose it is and when it begins and ends. Texts and times only.</summary>
    public IDictionary Metadata =>
        new OrderedDictionary
        {
            ["AppId"] = AppId.ToString(),
            ["AppDisplayName"] = App.DisplayName,
            ["TenantId"] = TenantId.ToString(),
            ["KeyId"] = KeyId.ToString(),
            ["Description"] = DisplayName ?? "",
            ["StartDateTime"] = StartDateTime.UtcDateTime,
            ["EndDateTime"] = EndDateTime.UtcDateTime,
        };

    /// <summary>The app it belongs to, for the next steps of the pipeline.</summary>
    public required AppRegistration App { get; init; }

    /// <summary>The description and the end, never the text.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Secret '{DisplayName}' of {App.DisplayName} until {EndDateTime.UtcDateTime:yyyy-MM-dd}"
        );

    /// <summary>The same secret with another state of its app, or with the place where its text is instead of the text.</summary>
    internal AppClientSecret With(AppRegistration app, string? keyVaultSecretId = null) =>
        new()
        {
            AppId = AppId,
            TenantId = TenantId,
            KeyId = KeyId,
            DisplayName = DisplayName,
            StartDateTime = StartDateTime,
            EndDateTime = EndDateTime,
            Hint = Hint,
            SecretText = keyVaultSecretId is null ? SecretText : null,
            KeyVaultSecretId = keyVaultSecretId ?? KeyVaultSecretId,
            App = app,
        };

    /// <summary>Wipes the text from memory.</summary>
    public void Dispose() => SecretText?.Dispose();
}
