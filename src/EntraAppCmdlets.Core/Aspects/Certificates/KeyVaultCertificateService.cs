using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Aspects.Secrets;
using EntraAppCmdlets.Connection;
using EntraAppCmdlets.Http;
using EntraAppCmdlets.Model;
using EntraAppCmdlets.SignIn;

namespace EntraAppCmdlets.Aspects.Certificates;

/// <summary>
/// Certificates that an Azure Key Vault makes and keeps, so that no private key leaves it. Its sign-in is the connection's. The tags of a version say
/// whose it is, and since when the app has it: one without <c>keyId</c> was made by a run that ended before the app had it, and the next run takes it.
/// </summary>
/// <param name="work">The running command.</param>
/// <param name="vault">The vault.</param>
/// <param name="address">Its address.</param>
/// <param name="kind">What it is asked for; null for making certificates.</param>
internal sealed class KeyVaultCertificateService(CommandContext work, IKeyVaultCertificates vault, Uri address, KeyVaultKind? kind = null)
{
    private const string AppTag = "appId";
    private const string KeyTag = "keyId";
    private const string InProgress = "inProgress";
    private const string Completed = "completed";

    /// <summary>A certificate's vault name must differ from a secret's: the vault keeps its key and its secret under the same name.</summary>
    private const string NameEnding = "-certificate";

    /// <summary>A self-signed one takes seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    /// <summary>For the last write, after the person has asked to end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public Uri Address => address;

    private readonly KeyVaultKind _kind = kind ?? KeyVaultKind.Certificate;

    /// <summary>The vault of that name or address. Nothing is sent yet.</summary>
    /// <exception cref="AppException">KeyVaultNameInvalid.</exception>
    public static KeyVaultCertificateService Open(CommandContext work, string nameOrAddress, KeyVaultKind kind)
    {
        var address = KeyVaultAddress.Of(nameOrAddress, work.Connection.Cloud, kind);
        return new KeyVaultCertificateService(work, work.Connection.OpenKeyVaultCertificates(address, work.Log), address, kind);
    }

    /// <summary>The name in a vault that was given, or one made of the app's and of the description.</summary>
    public static string NameOf(AppRegistration app, string description, string? given) =>
        given
        ?? Cut.To(KeyVaultSecretName.Of(app, description), KeyVaultSecretName.MaxLength - NameEnding.Length).TrimEnd('-') + NameEnding;

    /// <summary>A name that a person gave to a certificate.</summary>
    /// <exception cref="AppException">KeyVaultCertificateNameInvalid.</exception>
    public static string CheckName(string name) =>
        KeyVaultAddress.IsItemName(name) ? name : throw KeyVaultCertificateErrors.KeyVaultCertificateNameInvalid(name);

    /// <summary>Looks whether a certificate of an app can be made there: that the vault can be reached, lets this account look, and keeps nobody else's
    /// under the name.</summary>
    /// <param name="app">The app.</param>
    /// <param name="name">The name in the vault.</param>
    /// <param name="isGiven">Whether a person gave the name: then a certificate that was created elsewhere gets a new version.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether there is a version already.</returns>
    /// <exception cref="AppException">KeyVaultRefused, KeyVaultNotReached, KeyVaultSignIn, KeyVaultCertificateDeleted,
    /// KeyVaultCertificateOfOther.</exception>
    public async Task<bool> CheckAsync(AppRegistration app, string name, bool isGiven, CancellationToken cancellationToken)
    {
        var versions = await GetVersionsAsync(name, cancellationToken).ConfigureAwait(false);
        if (versions.Count == 0)
        {
            return await IsDeletedAsync(name, cancellationToken).ConfigureAwait(false)
                ? throw KeyVaultCertificateErrors.KeyVaultCertificateDeleted(address.Host, name)
                : false;
        }

        var whose = versions.MaxBy(version => version.CreatedOn).Tags.GetValueOrDefault(AppTag);
        // Under a name that was given, what somebody has created by hand goes on with a new version.
        return (whose is null ? isGiven : !app.IsPlanned && IsOf(app, whose))
            ? true
            : throw KeyVaultCertificateErrors.KeyVaultCertificateOfOther(app, address.Host, name, whose);
    }

    /// <summary>The certificate of an app: one that an earlier run left without the app having it, or else a new version.</summary>
    /// <exception cref="AppException">KeyVaultCertificateNotMade, KeyVaultRefused, KeyVaultNotReached, KeyVaultSignIn.</exception>
    public async Task<KeptCertificate> MakeAsync(
        AppRegistration app,
        string name,
        NewCertificate wanted,
        bool exportable,
        CancellationToken cancellationToken
    )
    {
        // What an earlier run has begun ends first: the vault makes one at a time under a name.
        await UntilDoneAsync(name, null, cancellationToken).ConfigureAwait(false);
        var before = await GetVersionsAsync(name, cancellationToken).ConfigureAwait(false);
        if (
            before.Count > 0
            && before.MaxBy(version => version.CreatedOn) is var newest
            && IsLeft(app, newest.Tags)
            && await ReadAsync(name, newest.Id, cancellationToken).ConfigureAwait(false) is { } left
        )
        {
            if (Fits(left, wanted))
            {
                work.Log.Verbose(
                    $"An earlier run has made the certificate {left.Thumbprint} in the Key Vault {address.Host}; it is taken."
                );
                return Kept(left, newest.Id);
            }

            left.Dispose();
        }

        var begun = await StartAsync(app, name, wanted, exportable, cancellationToken).ConfigureAwait(false);
        var end = await UntilDoneAsync(name, begun, cancellationToken).ConfigureAwait(false);
        var made = (await GetVersionsAsync(name, cancellationToken).ConfigureAwait(false))
            .ExceptBy(before.Select(version => version.Id), version => version.Id)
            .Where(version => IsLeft(app, version.Tags))
            .OrderByDescending(version => version.CreatedOn)
            .Select(version => version.Id)
            .FirstOrDefault();
        return end?.Status == Completed && made is { } id && await ReadAsync(name, id, cancellationToken).ConfigureAwait(false) is { } done
            ? Kept(done, id)
            : throw KeyVaultCertificateErrors.KeyVaultCertificateNotMade(address.Host, name, end?.Status, end?.Reason);
    }

    /// <summary>Says in the vault that the app has the certificate.</summary>
    public async Task SettleAsync(AppRegistration app, KeptCertificate kept, string? description)
    {
        using var end = new CancellationTokenSource(Grace);
        var (name, version) = Parts(kept.KeyVaultId!);
        var keyId = app.Known.Credentials.First(item => item.Thumbprint == kept.Thumbprint).KeyId;
        var tags = Tags(app, description);
        tags[KeyTag] = keyId.ToString();
        try
        {
            await vault.TagAsync(name, version, tags, end.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is KeyVaultException or SignInException or OperationCanceledException)
        {
            // The certificate works. Only a later run could take it for one that the app has never had.
            work.Log.Warning(
                $"'{app.DisplayName}' has the certificate {kept.Thumbprint}, but the Key Vault {address.Host} didn't take the tag '{KeyTag}' of its version {version}. {e.Message}"
            );
        }
    }

    /// <summary>The newest certificate of a name, proven by a signature of the vault.</summary>
    /// <exception cref="AppException">KeyVaultCertificateNotFound, KeyVaultRefused, KeyVaultNotReached, KeyVaultSignIn.</exception>
    public async Task<ClientProof> ProofAsync(string name, CancellationToken cancellationToken)
    {
        var versions = await GetVersionsAsync(name, cancellationToken).ConfigureAwait(false);
        foreach (var version in versions.OrderByDescending(version => version.CreatedOn))
        {
            if (await ReadAsync(name, version.Id, cancellationToken).ConfigureAwait(false) is { } certificate)
            {
                return ProofOf(certificate, version.Id);
            }
        }

        throw KeyVaultCertificateErrors.KeyVaultCertificateNotFound(address.Host, name);
    }

    /// <summary>A certificate of the vault, proven by a signature of the vault.</summary>
    /// <param name="certificate">Its public part.</param>
    /// <param name="id">The address of its version.</param>
    public ClientProof ProofOf(X509Certificate2 certificate, Uri id)
    {
        var (name, version) = Parts(id);
        return ClientProof.Of(
            certificate,
            (data, cancellationToken) =>
                KeyVaultQuestion.AskAsync(
                    work,
                    address,
                    KeyVaultKind.Signature,
                    () => vault.SignAsync(name, version, SHA256.HashData(data), cancellationToken)
                )
        );
    }

    private async Task<(string Status, string? Reason, TimeSpan? RetryAfter)?> StartAsync(
        AppRegistration app,
        string name,
        NewCertificate wanted,
        bool exportable,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await vault
                .StartAsync(
                    name,
                    wanted.Subject.Name,
                    wanted.KeySize,
                    wanted.Months,
                    exportable,
                    Tags(app, wanted.DisplayName),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        // Where the answer was lost, or the client repeated the request and met its first one, the vault may be at work.
        catch (KeyVaultException unknown)
            when (unknown.OutcomeUnknown || unknown is { Status: 409, Code: not "ObjectIsDeletedButRecoverable" })
        {
            work.Log.Verbose($"Whether the Key Vault {address.Host} has begun the certificate '{name}' is looked for: {unknown.Message}");
            return null;
        }
        catch (Exception refusal) when (refusal is KeyVaultException or SignInException)
        {
            return await KeyVaultQuestion
                .AskAsync<(string, string?, TimeSpan?)?>(work, address, KeyVaultKind.Certificate, () => throw refusal)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Asks until the vault has ended what it makes under a name, as often as it says; how it ended, null where it makes nothing.</summary>
    /// <param name="name">The name.</param>
    /// <param name="state">What the vault said when it began; null where that is not known.</param>
    /// <param name="cancellationToken">Ends the wait; the vault goes on.</param>
    private async Task<(string Status, string? Reason)?> UntilDoneAsync(
        string name,
        (string Status, string? Reason, TimeSpan? RetryAfter)? state,
        CancellationToken cancellationToken
    )
    {
        var what = $"wait for the certificate '{name}' of the Key Vault {address.Host}";
        var started = work.Clock.GetTimestamp();
        var shown = false;
        try
        {
            if (state is null)
            {
                state = await AskAsync(() => vault.GetPendingAsync(name, cancellationToken)).ConfigureAwait(false);
            }

            while (state is { } now && IsStatus(now.Status, InProgress))
            {
                if (work.Clock.GetElapsedTime(started) >= Patience)
                {
                    throw KeyVaultCertificateErrors.KeyVaultCertificateNotMade(address.Host, name, now.Status, now.Reason);
                }

                var pause = now.RetryAfter is { } said && said > LeastPause ? said : LeastPause;
                shown = true;
                await Countdown
                    .RunAsync(work.Clock, pause, work.Log, what, now.Reason ?? "The vault makes it", cancellationToken)
                    .ConfigureAwait(false);
                state = await AskAsync(() => vault.GetPendingAsync(name, cancellationToken)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            work.Log.Warning(
                $"The Key Vault {address.Host} goes on making the certificate '{name}'. Run the command again: it takes that one."
            );
            throw;
        }
        finally
        {
            if (shown)
            {
                work.Log.Progress(new ActivityProgress(what, "", Completed: true));
            }
        }

        return state is { } last ? (IsStatus(last.Status, Completed) ? Completed : last.Status, last.Reason) : null;
    }

    private Task<IReadOnlyList<(Uri Id, DateTimeOffset? CreatedOn, IReadOnlyDictionary<string, string> Tags)>> GetVersionsAsync(
        string name,
        CancellationToken cancellationToken
    ) => AskAsync(() => vault.GetVersionsAsync(name, cancellationToken));

    private Task<bool> IsDeletedAsync(string name, CancellationToken cancellationToken) =>
        KeyVaultQuestion.IsDeletedAsync(work, address, name, () => vault.IsDeletedAsync(name, cancellationToken));

    private async Task<X509Certificate2?> ReadAsync(string name, Uri id, CancellationToken cancellationToken)
    {
        var content = await AskAsync(() => vault.GetAsync(name, Parts(id).Version, cancellationToken)).ConfigureAwait(false);
#pragma warning disable SYSLIB0057 // X509CertificateLoader is not there in the framework that ships.
        return content.Length == 0 ? null : new X509Certificate2(content);
#pragma warning restore SYSLIB0057
    }

    private Task<T> AskAsync<T>(Func<Task<T>> question) => KeyVaultQuestion.AskAsync(work, address, _kind, question);

    private KeptCertificate Kept(X509Certificate2 certificate, Uri id) =>
        new(certificate, $"the Key Vault {address.Host} as '{Parts(id).Name}', version {Parts(id).Version}") { KeyVaultId = id };

    /// <summary>Whether a version was made for the app by a run that ended before the app had it.</summary>
    private static bool IsLeft(AppRegistration app, IReadOnlyDictionary<string, string> tags) =>
        tags.GetValueOrDefault(AppTag) is { } whose && IsOf(app, whose) && !tags.ContainsKey(KeyTag);

    private static bool IsOf(AppRegistration app, string appId) =>
        string.Equals(appId, app.AppId.ToString(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether one that was left is as good as the one that is wanted: lives are counted in months.</summary>
    private static bool Fits(X509Certificate2 left, NewCertificate wanted) =>
        left.SubjectName.Name == wanted.Subject.Name
        && left.GetRSAPublicKey()?.KeySize == wanted.KeySize
        && new DateTimeOffset(left.NotAfter.ToUniversalTime()) is var end
        && end <= wanted.End.AddDays(1)
        && end >= wanted.End.AddDays(-31);

    private static bool IsStatus(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static (string Name, string Version) Parts(Uri id) => (id.Segments[^2].Trim('/'), id.Segments[^1].Trim('/'));

    private static Dictionary<string, string> Tags(AppRegistration app, string? description) =>
        KeyVaultTags.Of(app.AppId, app.TenantId, app.DisplayName, description);
}
