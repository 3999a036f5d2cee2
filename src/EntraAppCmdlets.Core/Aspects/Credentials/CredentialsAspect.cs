using System.Globalization;
using EntraAppCmdlets.Aspects.Federated;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.Credentials;

/// <summary>When a client secret is made.</summary>
internal enum SecretMode
{
    /// <summary>When the app has no valid one of the description.</summary>
    IfMissing,

    /// <summary>In any case.</summary>
    Always,

    /// <summary>In any case, and what was made before for the same description goes.</summary>
    Replace,

    /// <summary>In no case.</summary>
    Never,
}

/// <summary>The client secret that an app shall have.</summary>
/// <param name="Description">How it is described.</param>
/// <param name="ValidForDays">How long it lives.</param>
internal sealed record SecretSpec(string Description, int ValidForDays)
{
    /// <summary>When it is made.</summary>
    public SecretMode Mode { get; init; }

    /// <summary>The vault that it is put into; null where the caller gets its text.</summary>
    public KeyVaultService? Vault { get; init; }

    /// <summary>Its name there; null for one made of the app's.</summary>
    public string? VaultSecretName { get; init; }
}

/// <summary>What an app proves itself with.</summary>
internal sealed record CredentialsSpec : SpecPart
{
    /// <summary>The client secret; null if none is asked for.</summary>
    public SecretSpec? Secret { get; init; }

    /// <summary>Whether the app needs something to prove itself with: it signs in by itself, or redeems a user's code on a server.</summary>
    public bool IsNeeded { get; init; }

    public override AppAspect Begin() => new CredentialsAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec) =>
        Secret is { } secret
            ?
            [
                new SpecFact(
                    $"client secret '{secret.Description}'",
                    string.Create(CultureInfo.InvariantCulture, $"made for {secret.ValidForDays} days")
                ),
            ]
            : [];
}

/// <inheritdoc cref="CredentialsSpec"/>
internal sealed class CredentialsAspect(CredentialsSpec spec) : AppAspect
{
    /// <summary>What a secret without a description is described as in a copy.</summary>
    private const string Unnamed = "Client secret";

    private const int MostDays = 36500;

    private KeyVaultPlace? _place;
    private Task<AppClientSecret>? _making;
    private IReadOnlyList<AppCredential> _federated = [];

    public override bool IsLast => true;

    /// <summary>Whether a secret is to be made.</summary>
    public bool MakesSecret { get; private set; }

    /// <summary>The valid secret of the description that is there.</summary>
    public AppCredential? Existing { get; private set; }

    /// <summary>The secret that was made; null for none.</summary>
    public AppClientSecret? Made { get; private set; }

    /// <summary>The address of <see cref="Existing"/> in the vault, where that has it and it is kept.</summary>
    public string? KeptAt => !MakesSecret && Existing is { } kept ? _place?.Versions.GetValueOrDefault(kept.KeyId)?.AbsoluteUri : null;

    /// <summary>The secrets that are removed once the new one is made.</summary>
    public IEnumerable<AppCredential> Replaced(AppPlan plan) =>
        spec.Secret is not { Mode: SecretMode.Replace } secret
            ? []
            : plan.App.Known.Credentials.Where(credential => SecretId.IsOurs(credential.KeyId, plan.App.AppId, secret.Description));

    /// <summary>What has become of the secret, or would.</summary>
    public string InWords =>
        this switch
        {
            { Made: { } made } => string.Create(
                CultureInfo.InvariantCulture,
                $"made now, valid until {made.EndDateTime.UtcDateTime:yyyy-MM-dd}{(made.KeyVaultSecretId is { } id ? $", in the Key Vault: {id}" : "")}"
            ),
            _ when spec.Secret is null => "none needed",
            { MakesSecret: true } => "to be made",
            { Existing: { } there } => string.Create(
                CultureInfo.InvariantCulture,
                $"kept, made {there.StartDateTime?.UtcDateTime:yyyy-MM-dd}, valid until {there.EndDateTime?.UtcDateTime:yyyy-MM-dd}; {Whereabouts}"
            ),
            _ => "none made",
        };

    private string Whereabouts =>
        KeptAt is not null
            ? $"it is in the Key Vault {_place!.Vault.Host} as '{_place.Name}'"
            : $"Entra does not show its value again, -NewSecret makes another{(IsReplaceable ? ", and -ReplaceSecret replaces it if an interrupted run has lost it" : "")}";

    /// <summary>Whether <see cref="Existing"/> is one that this module has made: others are never removed.</summary>
    private bool IsReplaceable =>
        Existing is { AppId: { } appId } there && spec.Secret is { } secret && SecretId.IsOurs(there.KeyId, appId, secret.Description);

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken) =>
        plan.App.Id is null
            ? []
            :
            [
                async side =>
                    _federated = await new FederatedCredentialService(side).ReadAsync(plan.App, cancellationToken).ConfigureAwait(false),
            ];

    public override async Task DecideAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        if (spec.Secret is not { } secret || plan.Errors.Count > 0)
        {
            return;
        }

        if (secret.Vault is { } vault && secret.Mode != SecretMode.Never)
        {
            _place = await vault
                .FindPlaceAsync(plan.App, secret.Description, secret.VaultSecretName, cancellationToken)
                .ConfigureAwait(false);
        }

        Existing = plan
            .App.Known.Credentials.Where(credential =>
                credential.Kind == AppCredentialKind.Secret
                && credential.State != AppCredentialState.Expired
                && credential.DisplayName == secret.Description
            )
            .MaxBy(credential => credential.EndDateTime);
        MakesSecret = secret.Mode switch
        {
            SecretMode.Always or SecretMode.Replace => true,
            SecretMode.Never => false,
            _ => Existing is null || _place?.Lacks(Existing, plan.App, secret.Description) == true,
        };
    }

    public override IEnumerable<PlannedStep> Describe(AppPlan plan)
    {
        if (spec.Secret is not { } secret)
        {
            yield break;
        }

        if (MakesSecret)
        {
            var vault = _place is null ? "" : $", and {_place}";
            var replaced = secret.Mode == SecretMode.Replace && Existing is not null ? ", then remove what was made for it before" : "";
            yield return PlannedStep.Change(
                spec.Step,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"make the secret '{secret.Description}' for {secret.ValidForDays} days{vault}{replaced}"
                )
            );
        }
        else if (Existing is { } there)
        {
            yield return PlannedStep.AlreadyDone(
                spec.Step,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the secret '{there.DisplayName}' until {there.EndDateTime?.UtcDateTime:yyyy-MM-dd} is there; {Whereabouts}"
                )
            );
        }
        else
        {
            yield return PlannedStep.LeftOut(spec.Step, "no secret is made (-NoSecret)");
        }
    }

    public override Task? Beside(AppPlan plan, CancellationToken cancellationToken)
    {
        if (!MakesSecret)
        {
            return null;
        }

        var (secret, now) = (spec.Secret!, plan.Work.Clock.GetUtcNow());
        _making = new SecretService(plan.Work).CreateAsync(
            plan.App,
            secret.Description,
            now,
            now.AddDays(secret.ValidForDays),
            replace: secret.Mode == SecretMode.Replace,
            _place,
            cancellationToken
        );
        return KeepAsync(_making);

        async Task KeepAsync(Task<AppClientSecret> making) => Made = await making.ConfigureAwait(false);
    }

    // Nobody would ever get to know it, as a vault does: the next run makes another.
    public override async Task WithdrawAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        if (_place is not null || _making is not { IsCompletedSuccessfully: true })
        {
            return;
        }

        using var lost = await _making.ConfigureAwait(false);
        await new SecretService(plan.Work).RemoveAsync(plan.App, lost.KeyId, cancellationToken).ConfigureAwait(false);
    }

    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) =>
        Made is null ? app : app with { Credentials = Made.App.Credentials };

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        // A vendor's own app has its credentials in the vendor's tenant.
        if (plan.Origin.IsForeign)
        {
            return [];
        }

        var now = plan.Work.Clock.GetUtcNow();
        return spec.Secret is { } secret ? OfSecret(plan, secret, now).Concat(BesidesSecret(plan, secret, now)) : WithoutSecret(plan, now);
    }

    public override IEnumerable<string> Extra(AppPlan plan)
    {
        var now = plan.Work.Clock.GetUtcNow();
        return plan.Origin.IsForeign
            ? []
            : Secrets(plan.App, now).Concat(Others(plan, now)).Except(Installed(plan)).Select(credential => credential.ToString());
    }

    public override IEnumerable<Func<CommandContext, AppChange>> Remove(AppPlan plan)
    {
        var installed = Installed(plan).ToList();
        return installed.Count == 0 ? [] : [side => new CredentialService(side).Removing(plan.App, installed)];
    }

    /// <summary>The secrets that this module has made for the guide, and the certificates and federated credentials that the guide names.</summary>
    private IEnumerable<AppCredential> Installed(AppPlan plan) =>
        plan
            .App.Known.Credentials.Concat(_federated)
            .Where(credential =>
                credential.Kind == AppCredentialKind.Secret
                    ? spec.Secret is { } secret && SecretId.IsOurs(credential.KeyId, plan.App.AppId, secret.Description)
                    : plan.Aspects.OfType<ICredentialPart>().Any(part => part.Names(credential))
            )
            .DistinctBy(credential => credential.KeyId);

    public override IEnumerable<string> Properties => ["passwordCredentials"];

    // By kind and description: nobody can read the value of a secret, and a copy has one of its own.
    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        List<AppCredential> secrets =
        [
            .. (plan.Origin.IsForeign ? [] : plan.App.Known.Credentials)
                .Where(credential => credential.Kind == AppCredentialKind.Secret)
                .OrderByDescending(credential => credential.EndDateTime ?? DateTimeOffset.MaxValue)
                .DistinctBy(credential => credential.DisplayName),
        ];
        foreach (var other in secrets.Skip(1))
        {
            plan.Lacks(
                $"client secret '{other.DisplayName}'",
                other.State == AppCredentialState.Expired ? "expired" : $"until {Day(other.EndDateTime)}",
                "A template makes one secret. Make it with New-AppClientSecret."
            );
        }

        return Task.FromResult<SpecPart>(
            new CredentialsSpec
            {
                Secret = secrets is [var secret, ..]
                    ? new SecretSpec(string.IsNullOrWhiteSpace(secret.DisplayName) ? Unnamed : secret.DisplayName, DaysOf(secret))
                    : null,
            }
        );
    }

    private static int DaysOf(AppCredential secret) =>
        secret is { StartDateTime: { } start, EndDateTime: { } end }
            ? (int)Math.Clamp(Math.Round((end - start).TotalDays), 1, MostDays)
            : MostDays;

    private IEnumerable<AppDifference> OfSecret(AppPlan plan, SecretSpec wanted, DateTimeOffset now)
    {
        var app = plan.App;
        var all = app.Known.Credentials.Where(credential => credential.Kind == AppCredentialKind.Secret).ToList();
        // That of the guide's description is the one that the vendor has, if there is one.
        var own = all.FindAll(credential => credential.DisplayName == wanted.Description);
        var secrets = own.Count > 0 ? own : all;
        var add = string.Create(
            CultureInfo.InvariantCulture,
            $"New-AppClientSecret -App {app.AppId} -DisplayName {Quoted(wanted.Description)} -ValidForDays {wanted.ValidForDays}"
        );
        if (secrets.Count == 0)
        {
            yield return Others(plan, now).ToList() is { Count: > 0 } instead
                ? new(
                    VendorAppCheck.CredentialKind,
                    VendorAppSeverity.Warning,
                    "Credentials",
                    $"a client secret, unless the vendor's product signs in with {(instead.Count == 1 ? "this" : "one of these")}",
                    string.Join(", ", instead),
                    add
                )
                : new(VendorAppCheck.SecretMissing, VendorAppSeverity.Error, "Credentials", "a client secret", "none", add);
            yield break;
        }

        var last = secrets.MaxBy(credential => credential.EndDateTime ?? DateTimeOffset.MaxValue)!;
        var usable = secrets.Exists(credential =>
            credential.StartDateTime <= now && (credential.EndDateTime is null || credential.EndDateTime > now)
        );
        var property = $"secret '{last.DisplayName}'";
        if (last.EndDateTime <= now)
        {
            yield return new(
                VendorAppCheck.SecretExpired,
                VendorAppSeverity.Error,
                property,
                "valid",
                $"ended on {Day(last.EndDateTime)}",
                add
            );
        }
        else if (!usable)
        {
            yield return new(
                VendorAppCheck.SecretNotYetValid,
                VendorAppSeverity.Error,
                property,
                "valid",
                $"begins on {Day(last.StartDateTime)}",
                add
            );
        }
        else if (last.EndDateTime <= now + RegistrationMap.SoonExpiring)
        {
            yield return new(
                VendorAppCheck.SecretExpiresSoon,
                VendorAppSeverity.Warning,
                property,
                string.Create(CultureInfo.InvariantCulture, $"valid for {RegistrationMap.SoonExpiring.TotalDays} more days"),
                $"ends on {Day(last.EndDateTime)}",
                $"Update-AppClientSecret -App {app.AppId} -DisplayName {Quoted(last.DisplayName ?? "")}"
            );
        }
    }

    private IEnumerable<AppDifference> BesidesSecret(AppPlan plan, SecretSpec wanted, DateTimeOffset now)
    {
        var app = plan.App;
        if (app.Known.Credentials.All(credential => credential.Kind != AppCredentialKind.Secret))
        {
            return [];
        }

        var secrets = Secrets(app, now).ToList();
        var extra = secrets.Exists(IsOfGuide) ? secrets.Where(credential => !IsOfGuide(credential)) : [];
        return extra.Concat(Others(plan, now)).Select(credential => Extra(app, credential));

        bool IsOfGuide(AppCredential credential) => credential.DisplayName == wanted.Description;
    }

    private IEnumerable<AppDifference> WithoutSecret(AppPlan plan, DateTimeOffset now)
    {
        var app = plan.App;
        var there = Secrets(app, now).Concat(Others(plan, now)).ToList();
        if (!spec.IsNeeded)
        {
            return there.Select(credential => Extra(app, credential));
        }
        // Which one the vendor has, its guide leaves open.
        return there.Count > 0
            ? []
            :
            [
                new(
                    VendorAppCheck.CredentialMissing,
                    VendorAppSeverity.Error,
                    "Credentials",
                    "a client secret, certificate or federated credential",
                    "none",
                    $"New-AppClientSecret -App {app.AppId}"
                ),
            ];
    }

    private static AppDifference Extra(AppRegistration app, AppCredential credential) =>
        new(
            VendorAppCheck.CredentialExtra,
            VendorAppSeverity.Warning,
            credential.ToString(),
            "not there",
            "valid",
            $"Remove-AppCredential -App {app.AppId} -KeyId {credential.KeyId}"
        );

    private static IEnumerable<AppCredential> Secrets(AppRegistration app, DateTimeOffset now) =>
        app.Known.Credentials.Where(credential => credential.Kind == AppCredentialKind.Secret && IsUsable(credential, now));

    /// <summary>What the app can prove itself with besides a secret, and that nothing asks for.</summary>
    private IEnumerable<AppCredential> Others(AppPlan plan, DateTimeOffset now) =>
        plan
            .App.Known.Credentials.Where(credential => credential.Kind == AppCredentialKind.Certificate && IsUsable(credential, now))
            .Concat(_federated)
            .Where(credential => !plan.Aspects.OfType<ICredentialPart>().Any(part => part.Names(credential)));

    private static bool IsUsable(AppCredential credential, DateTimeOffset now) =>
        credential.EndDateTime is null || credential.EndDateTime > now;

    private static string Day(DateTimeOffset? time) =>
        time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "no day";
}
