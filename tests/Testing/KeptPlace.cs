using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Aspects.Certificates;

namespace EntraAppCmdlets.Testing;

/// <summary>
/// A place that keeps one certificate and gives it out again, as a vault does with one that no app has got yet: a run that is repeated finds
/// what the first one has kept.
/// </summary>
internal sealed class KeptPlace(X509Certificate2 certificate) : CertificatePlace
{
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly ConcurrentDictionary<(DateOnly, int), X509Certificate2> Made = new();

    /// <summary>The certificate with its private key.</summary>
    public X509Certificate2 Certificate { get; } = certificate;

    /// <summary>What has been done, in order.</summary>
    public List<string> Steps { get; init; } = [];

    /// <summary>A place with a certificate that is good for half a year by a clock.</summary>
    public static KeptPlace Of(TimeProvider clock) => new(Make(clock, 180));

    /// <summary>A certificate that ends so many days from a clock's day; always the same one, because a key takes long to make.</summary>
    public static X509Certificate2 Make(TimeProvider clock, int days)
    {
        var now = clock.GetUtcNow();
        return Made.GetOrAdd(
            (DateOnly.FromDateTime(now.UtcDateTime), days),
            made =>
            {
                var day = new DateTimeOffset(made.Item1, default, TimeSpan.Zero);
                lock (Key)
                {
                    return new CertificateRequest(
                        $"CN=ends in {days} days",
                        Key,
                        HashAlgorithmName.SHA256,
                        RSASignaturePadding.Pkcs1
                    ).CreateSelfSigned(
                        // The later it ends, the later it begins, as those that follow one another do.
                        day.AddDays(days / 10 - 100),
                        day.AddDays(days)
                    );
                }
            }
        );
    }

    public override Task CheckAsync(AppRegistration app, bool isRehearsal, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<KeptCertificate> KeepAsync(AppRegistration app, NewCertificate wanted, CancellationToken cancellationToken)
    {
        Steps.Add("kept");
        return Task.FromResult(new KeptCertificate(new X509Certificate2(Certificate), "the test"));
    }

    public override Task SettleAsync(AppRegistration app, KeptCertificate kept, CancellationToken cancellationToken)
    {
        Steps.Add("settled");
        return Task.CompletedTask;
    }

    public override void Withdraw(AppRegistration app, KeptCertificate kept) => Steps.Add("withdrawn");

    public override string ToString() => "the test";
}
