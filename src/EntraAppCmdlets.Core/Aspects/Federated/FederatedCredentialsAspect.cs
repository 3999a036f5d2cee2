using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.Federated;

/// <summary>The federated credentials that an app shall have.</summary>
internal sealed record FederatedCredentialsSpec : SpecPart
{
    /// <summary>The credentials, each with the step that asks for it.</summary>
    public IReadOnlyList<(FederatedCredentialRequest Credential, string Step)> Credentials { get; init; } = [];

    public override AppAspect Begin() => new FederatedCredentialsAspect(this);

    public override IEnumerable<SpecFact> Facts(AppSpec spec) =>
        from item in Credentials
        let credential = item.Credential
        select new SpecFact(
            $"federated credential {credential.Name}",
            $"issuer {credential.Issuer}, subject {credential.Subject}, audience {credential.Audience ?? FederatedCredentialService.DefaultAudience}{(string.IsNullOrEmpty(credential.Description) ? "" : $", {credential.Description}")}"
        );
}

/// <inheritdoc cref="FederatedCredentialsSpec"/>
internal sealed class FederatedCredentialsAspect(FederatedCredentialsSpec spec) : AppAspect, ICredentialPart
{
    private IReadOnlyList<AppCredential> _there = [];
    private long? _readAt;
    private bool _sent;

    public override bool IsLast => true;

    // One of the name for other tokens is a difference of its own.
    public bool Names(AppCredential credential) =>
        credential.Kind == AppCredentialKind.Federated
        && spec.Credentials.Any(item => Fits(credential, item.Credential) || Same(credential.DisplayName, item.Credential.Name));

    public override IEnumerable<Func<CommandContext, Task>> Read(AppPlan plan, CancellationToken cancellationToken) =>
        [
            async side =>
            {
                _readAt = side.Clock.GetTimestamp();
                _there = await new FederatedCredentialService(side).ReadAsync(plan.App, cancellationToken).ConfigureAwait(false);
            },
        ];

    public override IEnumerable<Func<CommandContext, Task>> Look(AppPlan plan, CancellationToken cancellationToken) =>
        plan.App.Id is null ? [] : Read(plan, cancellationToken);

    public override Task DecideAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            _ = Adding(plan.Work, plan.App);
        }
        catch (AppException error)
        {
            plan.Errors.Add(error);
        }

        return Task.CompletedTask;
    }

    public override IEnumerable<PlannedStep> Describe(AppPlan plan) =>
        spec.Credentials.Select(item =>
            PlannedStep.Added(
                item.Step,
                _there.Any(there => IsDone(there, item.Credential)),
                $"the federated credential '{item.Credential.Name}' for tokens of {item.Credential.Issuer} with the subject {item.Credential.Subject}"
            )
        );

    public override IEnumerable<Func<CommandContext, AppChange>> Grant(AppPlan plan)
    {
        if (Lacking.Count == 0)
        {
            return [];
        }

        _sent = true;
        return [side => Adding(side, plan.App)];
    }

    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) =>
        app with
        {
            Credentials =
            [
                .. app.Known.Credentials.Where(credential => credential.Kind != AppCredentialKind.Federated),
                .. !done ? Adding(plan.Work, app).Expected.FederatedCredentials!
                : _sent
                    ? ApplicationEditor
                        .Corrected(plan.Work, app, _there)
                        .Where(credential => credential.Kind == AppCredentialKind.Federated)
                : _there,
            ],
            FederatedRead = true,
        };

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        var app = plan.App;
        foreach (var (wanted, _) in spec.Credentials)
        {
            var property = $"federated credential '{wanted.Name}'";
            var add =
                $"Add-AppFederatedCredential -App {app.AppId} -Name {Quoted(wanted.Name)} -Issuer {Quoted(wanted.Issuer)} -Subject {Quoted(wanted.Subject)}"
                + (wanted.Audience is { } audience ? $" -Audience {Quoted(audience)}" : "");
            if (_there.Any(there => IsDone(there, wanted)))
            {
                continue;
            }

            if (_there.FirstOrDefault(there => Fits(there, wanted)) is { } other)
            {
                yield return new(
                    VendorAppCheck.FederatedCredentialDiffers,
                    VendorAppSeverity.Error,
                    property,
                    $"for the audience {wanted.Audience}",
                    $"for the audience {other.Audience}",
                    add
                );
            }
            else if (_there.FirstOrDefault(there => Same(there.DisplayName, wanted.Name)) is { } named)
            {
                yield return new(
                    VendorAppCheck.FederatedCredentialDiffers,
                    VendorAppSeverity.Error,
                    property,
                    $"issuer {wanted.Issuer}, subject {wanted.Subject}",
                    $"issuer {named.Issuer}, subject {named.Subject}",
                    $"Remove-AppCredential -App {app.AppId} -KeyId {named.KeyId} -Confirm:$false; {add}"
                );
            }
            else
            {
                yield return new(
                    VendorAppCheck.FederatedCredentialMissing,
                    VendorAppSeverity.Error,
                    property,
                    $"issuer {wanted.Issuer}, subject {wanted.Subject}",
                    "missing",
                    add
                );
            }
        }
    }

    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken) =>
        Task.FromResult<SpecPart>(
            new FederatedCredentialsSpec
            {
                Credentials =
                [
                    .. from there in _there
                    let credential = new FederatedCredentialRequest(
                        there.DisplayName ?? "",
                        there.Issuer ?? "",
                        there.Subject ?? "",
                        there.Audience,
                        string.IsNullOrEmpty(there.Description) ? null : there.Description
                    )
                    where
                        plan.Takes(
                            $"federated credential {there.DisplayName}",
                            $"issuer {there.Issuer}, subject {there.Subject}",
                            () => FederatedCredentialService.CheckMatching(credential)
                        )
                    select (credential, ""),
                ],
            }
        );

    private IReadOnlyList<FederatedCredentialRequest> Lacking =>
        [.. from item in spec.Credentials where !_there.Any(there => IsDone(there, item.Credential)) select item.Credential];

    private AppChange Adding(CommandContext work, AppRegistration app) =>
        new FederatedCredentialService(work).Adding(app, Lacking, _there, _readAt);

    /// <summary>Whether a credential takes the tokens that are meant, under whatever name.</summary>
    private static bool Fits(AppCredential there, FederatedCredentialRequest wanted) =>
        there.Kind == AppCredentialKind.Federated && (there.Issuer, there.Subject) == (wanted.Issuer, wanted.Subject);

    private static bool IsDone(AppCredential there, FederatedCredentialRequest wanted) =>
        Fits(there, wanted) && (wanted.Audience is null || there.Audience == wanted.Audience);

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
