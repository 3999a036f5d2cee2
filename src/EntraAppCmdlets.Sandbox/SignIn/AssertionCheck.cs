using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Client assertions: signed with a certificate of the application, or issued by somebody whom it trusts.</summary>
internal static class AssertionCheck
{
    public const int ClockSkewSeconds = 300;

    public static void Require(SignInContext context, SignInClient client, string assertion)
    {
        if (Jwt.Read(assertion) is not { } token)
        {
            throw SignInErrors.MalformedAssertion("it is not a signed JWT.");
        }

        if (token.Header.Text("alg") is not ("RS256" or "PS256"))
        {
            throw SignInErrors.MalformedAssertion($"the algorithm '{token.Header.Text("alg")}' is not RS256 or PS256.");
        }

        var issuer = token.Claims.Text("iss");
        if (string.Equals(issuer, client.AppId, StringComparison.OrdinalIgnoreCase))
        {
            CheckCertificate(context, client, token);
        }
        else if (Uri.TryCreate(issuer, UriKind.Absolute, out _))
        {
            CheckFederated(context, client, issuer, token);
        }
        else
        {
            throw SignInErrors.AssertionSubject();
        }
    }

    /// <summary>Whether a token names the certificate of a key credential, and is signed with it.</summary>
    public static bool IsSignedWith(Document key, SignedToken token)
    {
        using var certificate = Load(key);
        using var rsa = certificate.GetRSAPublicKey();
        return IsNamed(certificate, token.Header) && rsa is not null && token.IsSignedWith(rsa);
    }

    private static void CheckCertificate(SignInContext context, SignInClient client, SignedToken token)
    {
        if (!string.Equals(token.Claims.Text("sub"), client.AppId, StringComparison.OrdinalIgnoreCase))
        {
            throw SignInErrors.AssertionSubject();
        }

        if (!Audiences(token.Claims).Any(audience => IsThisEndpoint(context, audience)))
        {
            throw SignInErrors.AssertionAudience(context.Request.Uri.GetLeftPart(UriPartial.Path));
        }

        CheckTime(context, token.Claims);
        var named =
            token.Header.Text("x5t#S256")
            ?? token.Header.Text("x5t")
            ?? token.Header.Text("kid")
            ?? throw SignInErrors.MalformedAssertion("its header names no certificate (x5t).");
        foreach (
            var key in new[] { client.Application, client.Present }.OfType<Document>().SelectMany(holder => holder.Many("keyCredentials"))
        )
        {
            using var certificate = Load(key);
            if (!IsNamed(certificate, token.Header))
            {
                continue;
            }

            if (context.Now >= key.Instant("endDateTime") || context.Now < key.Instant("startDateTime"))
            {
                throw SignInErrors.KeyNotFound(client.AppId, named, "The key used is expired.");
            }

            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is null || !token.IsSignedWith(rsa))
            {
                throw SignInErrors.BadSignature(client.AppId);
            }

            return;
        }

        throw SignInErrors.KeyNotFound(client.AppId, named, "The key was not found.");
    }

    private static void CheckFederated(SignInContext context, SignInClient client, string issuer, SignedToken token)
    {
        var records = client.Application is null
            ? []
            : context.Store.FederatedCredentials.Where("parentId", client.Application.Id, context.Now).ToList();
        var ofIssuer = records.Where(record => record.Text("issuer") == issuer).ToList();
        if (ofIssuer.Count == 0)
        {
            throw SignInErrors.UnknownIssuer(issuer);
        }

        // Compared letter by letter: a subject that differs in case is another one.
        var ofSubject = ofIssuer.Where(record => record.Text("subject") == token.Claims.Text("sub")).ToList();
        if (ofSubject.Count == 0)
        {
            var subject = token.Claims.Text("sub") ?? "";
            throw ofIssuer.Exists(record => string.Equals(record.Text("subject"), subject, StringComparison.OrdinalIgnoreCase))
                ? SignInErrors.SubjectOfOtherCase(subject)
                : SignInErrors.UnknownSubject(subject);
        }

        var audiences = Audiences(token.Claims).ToList();
        if (!ofSubject.Any(record => record.Texts("audiences").Intersect(audiences, StringComparer.Ordinal).Any()))
        {
            throw SignInErrors.UnknownAudience(audiences.FirstOrDefault() ?? "");
        }

        CheckTime(context, token.Claims);
        if (!context.Tenant.Settings.FederatedIssuers.TryGetValue(issuer, out var keys))
        {
            throw SignInErrors.IssuerUnreachable(issuer);
        }

        using var set = JsonDocument.Parse(keys);
        foreach (var key in set.RootElement.GetProperty("keys").EnumerateArray())
        {
            if (
                key.Text("kid") != token.Header.Text("kid")
                || !Base64Url.TryDecode(key.Text("n") ?? "", out var modulus)
                || !Base64Url.TryDecode(key.Text("e") ?? "", out var exponent)
            )
            {
                continue;
            }

            using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
            if (token.IsSignedWith(rsa))
            {
                return;
            }
        }

        throw SignInErrors.BadSignature(client.AppId);
    }

    /// <summary>A header names a certificate by its thumbprint, in either length, as bytes or in hexadecimal.</summary>
    private static bool IsNamed(X509Certificate2 certificate, JsonElement header)
    {
        var (name, hash) = header.Text("x5t#S256") is { } sha256
            ? (sha256, HashAlgorithmName.SHA256)
            : (header.Text("x5t") ?? header.Text("kid") ?? "", HashAlgorithmName.SHA1);
        var wanted =
            Base64Url.TryDecode(name, out var bytes) && bytes.Length is 20 or 32 ? Convert.ToHexString(bytes) : name.ToUpperInvariant();
        return certificate.GetCertHashString(hash) == wanted;
    }

    private static void CheckTime(SignInContext context, JsonElement claims)
    {
        var now = context.Now.ToUnixTimeSeconds();
        if (
            claims.Number("exp") is not { } end
            || now >= end + ClockSkewSeconds
            || claims.Number("nbf") is { } start && now < start - ClockSkewSeconds
        )
        {
            throw SignInErrors.AssertionTime(context.Now);
        }
    }

    private static IEnumerable<string> Audiences(JsonElement claims) =>
        !claims.TryGetProperty("aud", out var audience) ? []
        : audience.ValueKind == JsonValueKind.String ? [audience.GetString()!]
        : audience.ValueKind == JsonValueKind.Array
            ? audience.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!)
        : [];

    /// <summary>The token endpoint in either version, or the issuer, of this tenant by its id or its domain.</summary>
    private static bool IsThisEndpoint(SignInContext context, string audience)
    {
        if (!Uri.TryCreate(audience, UriKind.Absolute, out var address))
        {
            return false;
        }

        var parts = address.AbsolutePath.Split('/', 3, StringSplitOptions.RemoveEmptyEntries);
        var tenant = parts.ElementAtOrDefault(0) ?? "";
        return (
                string.Equals(tenant, context.Tenant.TenantId, StringComparison.OrdinalIgnoreCase)
                || context.Store.Domains.Find(tenant) is not null
                || (context.IsAnyTenant && tenant is "common" or "organizations")
            ) && string.Join('/', parts.Skip(1)).ToLowerInvariant() is "oauth2/v2.0/token" or "oauth2/token" or "v2.0" or "";
    }

    private static X509Certificate2 Load(Document key)
    {
#pragma warning disable SYSLIB0057 // X509CertificateLoader is not there in the shipped framework.
        return new X509Certificate2(Convert.FromBase64String(key.Text("key")!));
#pragma warning restore SYSLIB0057
    }
}
