using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Changes;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Graph;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>
/// Makes certificates for apps: the private key is kept first, then the app gets the certificate. What is refused is taken back; where nobody knows
/// whether the app has it, the key stays, and the error says where.
/// </summary>
internal sealed class CertificateMaker(CommandContext work)
{
    /// <summary>Says what making a certificate would do.</summary>
    public Change<AppCertificate> Making(AppRegistration app, NewCertificate wanted, CertificatePlace place) =>
        new(Planned(app, wanted))
        {
            Words =
            [
                $"make the certificate '{wanted.DisplayName}', valid until {wanted.End.UtcDateTime:yyyy-MM-dd}, keep it in {place}, and add it"
                    + AppChange.Staying(app.Known.Credentials.Count),
            ],
            Send = cancel => MakeAsync(app, wanted, place, cancel),
        };

    /// <summary>Makes a certificate, keeps it, and adds it to the app.</summary>
    /// <exception cref="AppException">CertificateNotAdded, CertificateLifetimeForbidden, CertificateNotAllowed, and what the place refuses.</exception>
    public async Task<AppCertificate> MakeAsync(
        AppRegistration app,
        NewCertificate wanted,
        CertificatePlace place,
        CancellationToken cancellationToken
    )
    {
        var kept = await place.KeepAsync(app, wanted, cancellationToken).ConfigureAwait(false);
        AppRegistration after;
        try
        {
            after = await AddAsync(app, wanted, kept.Certificate, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception refusal) when (IsRefused(refusal))
        {
            Withdraw(place, app, kept);
            throw;
        }
        catch (Exception lost) when (lost is GraphException or SignInException)
        {
            throw CertificateErrors.CertificateNotAdded(app, kept, lost);
        }
        catch (OperationCanceledException)
        {
            work.Log.Warning($"The certificate {kept.Thumbprint} is kept in {kept.Where}; '{app.DisplayName}' may lack it.");
            throw;
        }

        await place.SettleAsync(after, kept, cancellationToken).ConfigureAwait(false);
        var credential = after.Known.Credentials.First(item => item.Thumbprint == kept.Thumbprint);
        return new AppCertificate
        {
            App = after,
            AppId = after.AppId,
            TenantId = after.TenantId,
            KeyId = credential.KeyId,
            DisplayName = credential.DisplayName,
            Subject = kept.Certificate.Subject,
            Thumbprint = kept.Thumbprint,
            StartDateTime = kept.Certificate.NotBefore.ToUniversalTime(),
            EndDateTime = kept.Certificate.NotAfter.ToUniversalTime(),
            Path = kept.Path is null ? null : (place as CertificateFilePlace)?.Path ?? kept.Path,
            StoreLocation = kept.StoreLocation,
            KeyVaultCertificateId = kept.KeyVaultId?.AbsoluteUri,
            Certificate = kept.Certificate,
        };
    }

    /// <summary>A certificate as a rehearsal shows it.</summary>
    public static AppCertificate Planned(AppRegistration app, NewCertificate wanted) =>
        new()
        {
            App = app,
            AppId = app.AppId,
            TenantId = app.TenantId,
            KeyId = Guid.Empty,
            DisplayName = wanted.DisplayName,
            Subject = wanted.Subject.Name,
            StartDateTime = wanted.Start,
            EndDateTime = wanted.End,
        };

    private async Task<AppRegistration> AddAsync(
        AppRegistration app,
        NewCertificate wanted,
        X509Certificate2 certificate,
        CancellationToken cancellationToken
    )
    {
        var change = await new CertificateService(work)
            .PlanAddAsync(app, certificate, wanted.DisplayName, cancellationToken)
            .ConfigureAwait(false);
        return change.Words.Count == 0 ? change.Expected : await change.ApplyAsync(work, cancellationToken).ConfigureAwait(false);
    }

    private void Withdraw(CertificatePlace place, AppRegistration app, KeptCertificate kept)
    {
        try
        {
            place.Withdraw(app, kept);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // The refusal matters more; what stays is of no use to anybody.
            work.Log.Warning($"The certificate {kept.Thumbprint} can't be removed from {kept.Where}: {e.Message}");
        }

        kept.Certificate.Dispose();
    }

    /// <summary>Whether the app surely doesn't have it.</summary>
    private static bool IsRefused(Exception exception) =>
        exception is AppException or GraphException { OutcomeUnknown: false, Status: 400 or 401 or 403 };
}
