using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using static EntraAppCmdlets.Model.PowerShellText;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>The certificate that an app shall have.</summary>
/// <param name="Certificate">Its public part; null where any valid certificate will do.</param>
/// <param name="Source">Its file; null where its content was given.</param>
/// <param name="Description">How it is described; null for its subject.</param>
internal sealed record CertificatesSpec(X509Certificate2? Certificate, string? Source, string? Description) : SpecPart
{
    public override AppAspect Begin() => new CertificatesAspect(this);

    // Which certificate it is, each tenant's own choice shows: an app that has one is reported as having it.
    public override IEnumerable<SpecFact> Facts(AppSpec spec) => [];
}

/// <inheritdoc cref="CertificatesSpec"/>
internal sealed class CertificatesAspect(CertificatesSpec spec) : AppAspect, ICredentialPart
{
    private IReadOnlyList<KeyCredentialResource> _there = [];
    private long? _readAt;

    public override bool IsLast => true;

    private string? Thumbprint => spec.Certificate is { } certificate ? CertificateService.ThumbprintOf(certificate) : null;

    public bool Names(AppCredential credential) =>
        credential.Kind == AppCredentialKind.Certificate && (Thumbprint is null || credential.Thumbprint == Thumbprint);

    public override IEnumerable<Func<CommandContext, Task>> Read(AppPlan plan, CancellationToken cancellationToken) =>
        [
            async side =>
            {
                _readAt = side.Clock.GetTimestamp();
                _there = await new CertificateService(side).ReadAsync(plan.App, cancellationToken).ConfigureAwait(false);
            },
        ];

    public override Task DecideAsync(AppPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            if (spec.Certificate is { } certificate)
            {
                new CertificateService(plan.Work).Check(certificate);
            }
        }
        catch (AppException error)
        {
            plan.Errors.Add(error);
        }

        return Task.CompletedTask;
    }

    public override IEnumerable<PlannedStep> Describe(AppPlan plan)
    {
        if (spec.Certificate is { } certificate)
        {
            yield return PlannedStep.Added(
                spec.Step,
                IsThere(plan.App),
                $"the certificate '{spec.Description ?? certificate.Subject}' ({Thumbprint}), valid until {Day(certificate.NotAfter.ToUniversalTime())}"
            );
        }
        else
        {
            yield return PlannedStep.LeftOut(spec.Step, "no certificate was specified");
        }
    }

    public override IEnumerable<Func<CommandContext, AppChange>> Grant(AppPlan plan) =>
        spec.Certificate is not { } certificate || IsThere(plan.App)
            ? []
            : [side => new CertificateService(side).Adding(plan.App, certificate, spec.Description, _there, _readAt)];

    public override AppRegistration Apply(AppPlan plan, AppRegistration app, bool done) =>
        spec.Certificate is not { } certificate || IsThere(plan.App) ? app
        : done ? app with { Credentials = ApplicationEditor.Corrected(plan.Work, app, app.Known.Credentials) }
        : new CertificateService(plan.Work).Adding(app, certificate, spec.Description, _there, _readAt).Expected;

    public override IEnumerable<AppDifference> Compare(AppPlan plan)
    {
        var (app, now) = (plan.App, plan.Work.Clock.GetUtcNow());
        var add = $"Add-AppCertificate -App {app.AppId} {Given}{(spec.Description is { } text ? $" -DisplayName {Quoted(text)}" : "")}";
        var last = app.Known.Credentials.Where(Names).MaxBy(credential => credential.EndDateTime);
        if (last is null)
        {
            yield return new(
                VendorAppCheck.CertificateMissing,
                VendorAppSeverity.Error,
                "Credentials",
                Thumbprint is null ? "a certificate" : $"the certificate {Thumbprint}",
                "none",
                add
            );
        }
        else if (last.EndDateTime <= now)
        {
            yield return new(
                VendorAppCheck.CertificateExpired,
                VendorAppSeverity.Error,
                $"certificate '{last.DisplayName}'",
                "valid",
                $"ended on {Day(last.EndDateTime.Value)}",
                add
            );
        }
        else if (last.EndDateTime <= now + RegistrationMap.SoonExpiring)
        {
            yield return new(
                VendorAppCheck.CertificateExpiresSoon,
                VendorAppSeverity.Warning,
                $"certificate '{last.DisplayName}'",
                string.Create(CultureInfo.InvariantCulture, $"valid for {RegistrationMap.SoonExpiring.TotalDays} more days"),
                $"ends on {Day(last.EndDateTime.Value)}",
                add
            );
        }
    }

    public override IEnumerable<string> Properties => ["keyCredentials"];

    // Whoever holds the private key signs in as the app: a copy doesn't trust the same one unless somebody says so.
    public override Task<SpecPart> CaptureAsync(CapturePlan plan, CancellationToken cancellationToken)
    {
        List<AppCredential> certificates =
        [
            .. (plan.Origin.IsForeign ? [] : plan.App.Known.Credentials).Where(credential =>
                credential.Kind == AppCredentialKind.Certificate
            ),
        ];
        foreach (var certificate in certificates)
        {
            plan.Lacks(
                $"certificate '{certificate.DisplayName}'",
                certificate.EndDateTime is { } end ? $"until {Day(end)}" : "there",
                "Certificates aren't copied. Add one for the new app with Add-AppCertificate."
            );
        }

        return Task.FromResult<SpecPart>(new CertificatesSpec(null, null, null));
    }

    /// <summary>The certificate as a parameter of the command that adds it.</summary>
    private string Given =>
        spec switch
        {
            { Source: { } file } => $"-Path {Quoted(file)}",
            { Certificate: { } certificate } =>
                $"-Certificate ([System.Security.Cryptography.X509Certificates.X509Certificate2]::new([Convert]::FromBase64String('{Convert.ToBase64String(certificate.RawData)}')))",
            _ => "-Path '<certificate file>'",
        };

    private bool IsThere(AppRegistration app) => app.Known.Credentials.Any(Names);

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
