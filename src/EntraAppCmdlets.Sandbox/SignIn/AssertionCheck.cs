using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;

namespace EntraAppCmdlets.Sandbox.SignIn;

/// <summary>Client assertions: signed with a certificate of the application, or issued by somebody whom it trusts.</summary>
internal static class AssertionCheck
{
    private const int ClockSkewSeconds = 300;

    public static void Require(SignInContext context, SignInClient client, string assertion)
    {
        if (Jwt.Read(assertion) is not var (head, claims, signed, signature))
        {
            throw SignInErrors.MalformedAssertion("it is not a signed JWT.");
        }

        var algorithm = head.Text("alg");
        if (algorithm is not ("RS256" or "PS256"))
        {
            throw SignInErrors.MalformedAssertion($"the algorithm '{algorithm}' is not RS256 or PS256.");
        }

        var padding = algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        if (string.Equals(claims.Text("iss"), client.AppId, StringComparison.OrdinalIgnoreCase))
        {
            CheckCertificate(context, client, head, claims, signed, signature, padding);
        }
        else if (claims.Text("iss") is { } issuer && Uri.TryCreate(issuer, UriKind.Absolute, out _))
        {
            CheckFederated(context, client, issuer, head, claims, signed, signature, padding);
        }
        else
        {
            throw SignInErrors.AssertionSubject();
        }
    }

    private static void CheckCertificate(SignInContext context, SignInClient client, JsonElement head, JsonElement claims, byte[] signed, byte[] signature, RSASignaturePadding padding)
    {
        if (!string.Equals(claims.Text("sub"), client.AppId, StringComparison.OrdinalIgnoreCase))
        {
            throw SignInErrors.AssertionSubject();
        }

        var endpoint = context.Request.Uri.GetLeftPart(UriPartial.Path);
        if (!Audiences(claims).Any(audience => IsThisEndpoint(context, audience)))
        {
            throw SignInErrors.AssertionAudience(endpoint);
        }

        CheckTime(context, claims);
        var (name, hash) = head.Text("x5t#S256") is { } sha256 ? (sha256, HashAlgorithmName.SHA256)
            : (head.Text("x5t") ?? head.Text("kid") ?? throw SignInErrors.MalformedAssertion("its header names no certificate (x5t)."), HashAlgorithmName.SHA1);
        var wanted = Base64Url.TryDecode(name, out var bytes) && bytes.Length is 20 or 32 ? Convert.ToHexString(bytes) : name.ToUpperInvariant();
        foreach (var key in new[] { client.Application, client.Present }.OfType<Document>().SelectMany(holder => holder.Many("keyCredentials")))
        {
            using var certificate = Load(Convert.FromBase64String(key.Text("key")!));
            if (certificate.GetCertHashString(hash) != wanted)
            {
                continue;
            }

            if (context.Now >= key.Instant("endDateTime") || context.Now < key.Instant("startDateTime"))
            {
                throw SignInErrors.KeyNotFound(client.AppId, wanted, "The key used is expired.");
            }

            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is null || !rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, padding))
            {
                throw SignInErrors.BadSignature(client.AppId);
            }

            return;
        }

        throw SignInErrors.KeyNotFound(client.AppId, wanted, "The key was not found.");
    }

    private static void CheckFederated(SignInContext context, SignInClient client, string issuer, JsonElement head, JsonElement claims, byte[] signed, byte[] signature, RSASignaturePadding padding)
    {
        var records = client.Application is null ? [] : context.Store.FederatedCredentials.Where("parentId", client.Application.Id, context.Now).ToList();
        var ofIssuer = records.Where(record => record.Text("issuer") == issuer).ToList();
        if (ofIssuer.Count == 0)
        {
            throw SignInErrors.UnknownIssuer(issuer);
        }

        // Compared letter by letter: a subject that differs in case is another one.
        var ofSubject = ofIssuer.Where(record => record.Text("subject") == claims.Text("sub")).ToList();
        if (ofSubject.Count == 0)
        {
            throw SignInErrors.UnknownSubject(claims.Text("sub") ?? "");
        }

        var audiences = Audiences(claims).ToList();
        if (!ofSubject.Any(record => record.Texts("audiences").Intersect(audiences, StringComparer.Ordinal).Any()))
        {
            throw SignInErrors.UnknownAudience(audiences.FirstOrDefault() ?? "");
        }

        CheckTime(context, claims);
        if (!context.Tenant.Settings.FederatedIssuers.TryGetValue(issuer, out var keys))
        {
            throw SignInErrors.IssuerUnreachable(issuer);
        }

        using var set = JsonDocument.Parse(keys);
        foreach (var key in set.RootElement.GetProperty("keys").EnumerateArray())
        {
            if (key.Text("kid") != head.Text("kid") || !Base64Url.TryDecode(key.Text("n") ?? "", out var modulus) || !Base64Url.TryDecode(key.Text("e") ?? "", out var exponent))
            {
                continue;
            }

            using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = exponent });
            if (rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, padding))
            {
                return;
            }
        }

        throw SignInErrors.BadSignature(client.AppId);
    }

    private static void CheckTime(SignInContext context, JsonElement claims)
    {
        var now = context.Now.ToUnixTimeSeconds();
        if (claims.Number("exp") is not { } end || now >= end + ClockSkewSeconds || claims.Number("nbf") is { } start && now < start - ClockSkewSeconds)
        {
            throw SignInErrors.AssertionTime(context.Now);
        }
    }

    private static IEnumerable<string> Audiences(JsonElement claims) => !claims.TryGetProperty("aud", out var audience) ? []
        : audience.ValueKind == JsonValueKind.String ? [audience.GetString()!]
        : audience.ValueKind == JsonValueKind.Array ? audience.EnumerateArray().Where(each => each.ValueKind == JsonValueKind.String).Select(each => each.GetString()!)
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
        return (string.Equals(tenant, context.Tenant.TenantId, StringComparison.OrdinalIgnoreCase) || context.Store.Domains.Find(tenant) is not null
                || (context.IsAnyTenant && tenant is "common" or "organizations"))
            && string.Join('/', parts.Skip(1)).ToLowerInvariant() is "oauth2/v2.0/token" or "oauth2/token" or "v2.0" or "";
    }

    private static X509Certificate2 Load(byte[] bytes)
    {
#pragma warning disable SYSLIB0057 // X509CertificateLoader is not there in the shipped framework.
        return new X509Certificate2(bytes);
#pragma warning restore SYSLIB0057
    }
}
