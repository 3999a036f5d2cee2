using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.SignIn;
using static EntraAppCmdlets.Graph.ODataText;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>Certificates that an app signs in with. The service keeps them as one collection that each write replaces, so every write sends all.</summary>
internal sealed class CertificateService(CommandContext work)
{
    private const string Keys = "keyCredentials";

    private readonly ApplicationEditor _application = new(work);

    /// <summary>Says what adding the certificate would change.</summary>
    /// <exception cref="AppException">CertificateExpired, CertificateKeyUnsupported.</exception>
    public async Task<AppChange> PlanAddAsync(
        AppRegistration app,
        X509Certificate2 certificate,
        string? displayName,
        CancellationToken cancellationToken
    )
    {
        Check(certificate);
        var plannedAt = _application.Now;
        return Adding(app, certificate, displayName, await ReadAsync(app, cancellationToken).ConfigureAwait(false), plannedAt);
    }

    /// <summary>Refuses a certificate that nobody could sign in with.</summary>
    /// <exception cref="AppException">CertificateExpired, CertificateKeyUnsupported.</exception>
    public void Check(X509Certificate2 certificate)
    {
        CertificateFile.CheckKey(certificate);
        if (End(certificate) is var end && end <= work.Clock.GetUtcNow())
        {
            throw CertificateErrors.CertificateExpired(certificate.Subject, end);
        }
    }

    /// <summary>The SHA-1 of a certificate in hexadecimal digits, by which the portal names it.</summary>
    public static string ThumbprintOf(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA1);

    /// <summary>Says what adding the certificate to those that the app has would change.</summary>
    /// <param name="app">The app.</param>
    /// <param name="certificate">The certificate.</param>
    /// <param name="displayName">Its description; null for its subject.</param>
    /// <param name="all">The certificates that the app has.</param>
    /// <param name="plannedAt">When these were read; null for an app that was just made and has none.</param>
    public AppChange Adding(
        AppRegistration app,
        X509Certificate2 certificate,
        string? displayName,
        IReadOnlyList<KeyCredentialResource> all,
        long? plannedAt
    )
    {
        var (now, start, end) = (work.Clock.GetUtcNow(), new DateTimeOffset(certificate.NotBefore.ToUniversalTime()), End(certificate));
        var thumbprint = ThumbprintOf(certificate);
        if (all.FirstOrDefault(item => RegistrationMap.Thumbprint(item.CustomKeyIdentifier) == thumbprint) is { } there)
        {
            // On the object too, for one that does not come from a read of everything.
            var known = RegistrationMap.Credentials(
                new ApplicationResource
                {
                    AppId = app.AppId,
                    DisplayName = app.DisplayName,
                    KeyCredentials = [there],
                },
                now
            )[0];
            return new AppChange(app, With(known), cancel => PlanAddAsync(app, certificate, displayName, cancel))
            {
                PlannedAt = plannedAt,
                NoChangeReason = $"'{app.DisplayName}' has the certificate {thumbprint} ('{there.DisplayName}') already",
            };
        }

        var key = new KeyCredentialResource
        {
            KeyId = Guid.NewGuid(),
            DisplayName = displayName ?? certificate.Subject,
            StartDateTime = start,
            EndDateTime = end,
            Type = "AsymmetricX509Cert",
            Usage = "Verify",
            Key = Convert.ToBase64String(certificate.RawData),
        };
        var credential = RegistrationMap.Credentials(
            new ApplicationResource
            {
                AppId = app.AppId,
                DisplayName = app.DisplayName,
                KeyCredentials = [key],
            },
            now
        )[0] with
        {
            Thumbprint = thumbprint,
        };
        var words =
            $"add the certificate '{key.DisplayName}' ({thumbprint}), valid until {end.UtcDateTime:yyyy-MM-dd}{AppChange.Staying(all.Count)}";
        return new AppChange(app, With(credential), cancel => PlanAddAsync(app, certificate, displayName, cancel))
        {
            PlannedAt = plannedAt,
            Explain = error => CertificateErrors.OfPolicy(error, app, end - start),
            Words = [words],
            Warnings = certificate.GetRSAPublicKey() is { KeySize: < 2048 } weak
                ?
                [
                    $"The key of the certificate '{certificate.Subject}' has {weak.KeySize} bits; 2048 are the least that is taken for safe.",
                ]
                : [],
            Writes =
            [
                ApplicationEditor.Patch(
                    app,
                    new ApplicationResource { KeyCredentials = [.. all, key] },
                    $"add the certificate '{key.DisplayName}' to '{app.DisplayName}'",
                    () =>
                    {
                        _application.Remember(app, Keys, Id, [Known(key, Convert.ToBase64String(Convert.FromHexString(thumbprint)))]);
                        ApplicationEditor.RememberCredentials(work, app, [credential]);
                    },
                    Prior(all)
                ),
            ],
        };

        AppRegistration With(AppCredential item) =>
            app with
            {
                Credentials = [.. app.Known.Credentials.Where(other => other.KeyId != item.KeyId), item],
            };
    }

    /// <summary>The request that removes certificates and keeps all others.</summary>
    public async Task<AppWrite> RemoveWriteAsync(AppRegistration app, IReadOnlyCollection<Guid> keyIds, CancellationToken cancellationToken)
    {
        var all = await ReadAsync(app, cancellationToken).ConfigureAwait(false);
        return ApplicationEditor.Patch(
            app,
            new ApplicationResource { KeyCredentials = [.. all.Where(key => !keyIds.Contains(Id(key)))] },
            $"remove certificates of '{app.DisplayName}'",
            () =>
            {
                _application.Remember<KeyCredentialResource>(app, Keys, Id, [], keyIds);
                ApplicationEditor.RememberCredentials(work, app, [], keyIds);
            },
            Prior(all).But(IrreversibleWrite.CertificateRemoved)
        );
    }

    /// <summary>The certificates of an app as a write must send them.</summary>
    public async Task<IReadOnlyList<KeyCredentialResource>> ReadAsync(AppRegistration app, CancellationToken cancellationToken)
    {
        if (app.IsPlanned)
        {
            return [];
        }

        var request = GraphRequest
            .Get(Query($"applications/{app.Id}").Select("id", Keys))
            .Describe($"read the certificates of '{app.DisplayName}'");
        var application = await work.ReadAsync(
                app,
                cancel => work.Graph.SendAsync(request, ResourceJson.Default.ApplicationResource, cancel),
                cancellationToken
            )
            .ConfigureAwait(false);
        return work.Recent.Apply(app.AppId, Keys, application.KeyCredentials ?? [], Id);
    }

    private static PriorState Prior(IReadOnlyList<KeyCredentialResource> all) =>
        PriorState.Of(new ApplicationResource { KeyCredentials = [.. all] }, ResourceJson.Default.ApplicationResource);

    private static DateTimeOffset End(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());

    private static Guid Id(KeyCredentialResource key) => key.KeyId ?? Guid.Empty;

    /// <summary>A certificate as reads show it: its bytes are sent once.</summary>
    private static KeyCredentialResource Known(KeyCredentialResource key, string identifier) =>
        new()
        {
            KeyId = key.KeyId,
            DisplayName = key.DisplayName,
            StartDateTime = key.StartDateTime,
            EndDateTime = key.EndDateTime,
            Type = key.Type,
            Usage = key.Usage,
            CustomKeyIdentifier = identifier,
        };
}
