using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>A vendor's guide as it was carried out. Written by <c>Install-VendorApp</c>.</summary>
public sealed class VendorAppInstallation : IDisposable
{
    /// <summary>The vendor.</summary>
    public required string Vendor { get; init; }

    /// <summary>The way of the guide that was taken; null where it has one only.</summary>
    public string? Variant { get; init; }

    /// <summary>The app, with all that was done to it.</summary>
    public required AppRegistration App { get; init; }

    /// <summary>The name that people see of the app.</summary>
    public string DisplayName => App.DisplayName;

    /// <summary>The application (client) ID.</summary>
    public Guid AppId => App.AppId;

    /// <summary>The tenant (directory) ID.</summary>
    public Guid TenantId => App.TenantId;

    /// <summary>The client secret, if one was made now.</summary>
    public AppClientSecret? Secret { get; init; }

    /// <summary>The valid secret that was there before and was kept. Entra does not show its value again; see <see cref="KeyVaultSecretId"/>.</summary>
    public AppCredential? KeptSecret { get; init; }

    /// <summary>The address of the secret in the Key Vault of <c>-KeyVaultName</c>, made now or kept; null where it is in none.</summary>
    public string? KeyVaultSecretId { get; init; }

    /// <summary>What has become of the guide's secret: made now, kept, or none made; for a failed installation, the id of its error.</summary>
    public required string SecretState { get; init; }

    /// <summary>What came of signing in with the new secret; null where that was not tested, see <see cref="SignInState"/>.</summary>
    public AppSignInResult? SignIn { get; set; }

    /// <summary>Whether the sign-in with the new secret succeeded or failed, or why it was not tested: only users sign in to the app, or no secret was created now.</summary>
    public string SignInState =>
        SignIn is null ? $"not tested: {Untested}"
        : SignIn.Succeeded ? "succeeded"
        : $"failed: {SignIn.ErrorCode ?? SignIn.Error}";

    /// <summary>Why the sign-in was not tested.</summary>
    internal string? Untested { get; set; }

    /// <summary>The values to hand over, under the vendor's own names.</summary>
    public required IReadOnlyList<VendorAppSetting> Settings
    {
        get;
        init => field = IndexableList.Of(value);
    }

    /// <summary>Every step of the guide, with what has become of it.</summary>
    public required IReadOnlyList<VendorAppStep> Steps
    {
        get;
        init => field = IndexableList.Of(value);
    }

    /// <summary>What a person has to do now; after an error, also what the next run has to do.</summary>
    public IReadOnlyList<string> StepsLeft =>
        Steps
            .Where(step =>
                step.State is VendorAppStepState.ForPerson or VendorAppStepState.LeftOut
                || (step.State == VendorAppStepState.Planned && Outcome == VendorAppOutcome.Failed)
            )
            .Select(step => step.Text)
            .ToArray();

    /// <summary>What has become of it.</summary>
    public required VendorAppOutcome Outcome { get; init; }

    /// <summary>The error that ended it, in words; null for none. Rows of a CSV file that fail are written too.</summary>
    public string? Error { get; init; }

    /// <summary>The id of the error that ended it; null for none.</summary>
    public string? ErrorId { get; init; }

    /// <summary>True for the result of a rehearsal (<c>-WhatIf</c>).</summary>
    public bool IsPlanned => Outcome == VendorAppOutcome.Planned;

    /// <summary>The values of the template's parameters, for the commands that follow.</summary>
    internal VendorInput Input { get; init; } = null!;

    /// <summary>The template; of one for several apps, the one of the app.</summary>
    internal VendorTemplate Template { get; init; } = null!;

    /// <summary>The names that were chosen instead of the template's.</summary>
    internal AppNaming? Names { get; init; }

    /// <summary>The vendor and the app.</summary>
    public override string ToString() => $"{Vendor}: {App}";

    /// <summary>Wipes the secret from memory.</summary>
    public void Dispose() => Secret?.Dispose();
}
