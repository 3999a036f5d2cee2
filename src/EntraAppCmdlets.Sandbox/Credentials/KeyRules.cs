using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EntraAppCmdlets.Sandbox.Graph;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.Credentials;

/// <summary>What becomes of certificates that a client sends: those known already come without their bytes, new ones are read.</summary>
internal static class KeyRules
{
    private const int MaximumCredentials = 600;

    public static Document Complete(GraphContext context, Document? before, Document after)
    {
        var known = before?.Many("keyCredentials").ToDictionary(key => key.Text("keyId")!, StringComparer.OrdinalIgnoreCase) ?? [];
        var keys = after.Many("keyCredentials").ToList();
        if (keys.Count > MaximumCredentials)
        {
            throw GraphErrors.SizeExceeded("keyCredentials", keys.Count, MaximumCredentials);
        }

        var completed = keys.Select(key =>
                key.Text("keyId") is { } id && known.TryGetValue(id, out var old) && key.Text("key") is null
                    ? old
                    : Read(context, after, key)
            )
            .ToList();
        if (completed.DistinctBy(key => key.Text("keyId"), StringComparer.OrdinalIgnoreCase).Count() < completed.Count)
        {
            throw GraphErrors.Refused("Request contains a property with duplicate values.");
        }

        return after.With(("keyCredentials", completed), ("passwordCredentials", Passwords(before, after)));
    }

    /// <summary>Passwords are made by the service only; a client may at most leave some out.</summary>
    private static List<Document> Passwords(Document? before, Document after)
    {
        var known = before?.Many("passwordCredentials").ToDictionary(each => each.Text("keyId")!, StringComparer.OrdinalIgnoreCase) ?? [];
        return
        [
            .. after
                .Many("passwordCredentials")
                .Select(each =>
                    each.Text("keyId") is { } id && known.TryGetValue(id, out var old)
                        ? old
                        : throw GraphErrors.Refused(
                            "New password credentials must be generated with service actions.",
                            new ErrorDetail(
                                "InvalidValue",
                                "New password credentials must be generated with service actions.",
                                "passwordCredentials"
                            )
                        )
                ),
        ];
    }

    private static Document Read(GraphContext context, Document holder, Document key)
    {
        if (key.Text("key") is not { } text)
        {
            throw Invalid("Key value is required.");
        }

        if (key.Text("type") is { } type and not "AsymmetricX509Cert" || key.Text("usage") is { } usage and not ("Verify" or "Encrypt"))
        {
            throw Invalid("Key credential type and usage must be AsymmetricX509Cert and Verify.");
        }

        using var certificate = Certificate(text);
        var start = key.Instant("startDateTime") ?? certificate.NotBefore.ToUniversalTime();
        var end = key.Instant("endDateTime") ?? certificate.NotAfter.ToUniversalTime();
        if (end <= start || end > certificate.NotAfter.ToUniversalTime())
        {
            throw Invalid("Key credential end date is invalid.");
        }

        Policies.AppManagementPolicies.CheckKey(context, holder, start, end);

        return key.With(
            // The directory's own form of the thumbprint, which is older than its move to SHA-2.
            (
                "customKeyIdentifier",
                key.Text("customKeyIdentifier") ?? Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA1))
            ),
            ("displayName", key.Text("displayName") is { Length: > 0 } name ? name : certificate.Subject),
            ("key", Convert.ToBase64String(certificate.RawData)),
            ("keyId", key.Text("keyId") ?? context.Tenant.Ids.Next()),
            ("startDateTime", start),
            ("endDateTime", end),
            ("type", key.Text("type") ?? "AsymmetricX509Cert"),
            ("usage", key.Text("usage") ?? "Verify")
        );
    }

    private static X509Certificate2 Certificate(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
#pragma warning disable SYSLIB0057 // X509CertificateLoader is not there in the shipped framework.
            return new X509Certificate2(bytes);
#pragma warning restore SYSLIB0057
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            throw Invalid("Key value is invalid certificate.");
        }
    }

    private static GraphException Invalid(string message) =>
        GraphErrors.Refused(message, new ErrorDetail("InvalidValue", message, "keyCredentials"));
}
