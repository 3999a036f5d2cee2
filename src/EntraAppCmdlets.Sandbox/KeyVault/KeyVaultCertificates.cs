using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EntraAppCmdlets.Sandbox.Schema;
using EntraAppCmdlets.Sandbox.SignIn;

namespace EntraAppCmdlets.Sandbox.KeyVault;

/// <summary>The certificates of a vault: the vault makes them itself, self-signed, and keeps their keys.</summary>
internal static class KeyVaultCertificates
{
    private const string Title = "certificates";

    // The vault's clock and that of others may differ.
    private static readonly TimeSpan Earlier = TimeSpan.FromMinutes(10);

    public static SandboxResponse? Route(KeyVaultCall call) =>
        (call.Method, call.Parts) switch
        {
            ("GET", [Title]) => call.List(call.Names(deleted: false), version: false),
            ("POST", [Title, var name, "create"]) => Create(call, name),
            ("GET", [Title, var name, "pending"]) => Pending(call, name),
            ("PATCH", [Title, var name, "pending"]) => Cancel(call, name),
            ("DELETE", [Title, var name, "pending"]) => Forget(call, name),
            ("GET", [Title, var name, "policy"]) => Policy(call, name),
            ("GET", [Title, var name, "versions"]) => call.List(call.Versions(name, deleted: false), version: true),
            ("GET", [Title, var name]) => Get(call, name, null),
            ("GET", [Title, var name, var version]) => Get(call, name, version),
            ("PATCH", [Title, var name, var version]) => Update(call, name, version),
            ("DELETE", [Title, var name]) => call.Delete(name),
            ("GET", ["deletedcertificates"]) => call.List(call.Names(deleted: true), version: false),
            ("GET", ["deletedcertificates", var name]) => call.ShowDeleted(name),
            ("POST", ["deletedcertificates", var name, "recover"]) => Show(call, call.Recover(name)),
            ("DELETE", ["deletedcertificates", var name]) => call.Purge(name),
            _ => null,
        };

    /// <summary>Whether the vault has made it.</summary>
    public static bool IsMade(KeyVaultCall call, Document certificate) =>
        !certificate.Flag("isCancelled") && certificate.Instant("readyAt") <= call.Now;

    public static void Write(Utf8JsonWriter json, KeyVaultCall call, Document certificate, bool version, bool whole)
    {
        var isMade = IsMade(call, certificate);
        json.WriteString("id", KeyVaultKind.Certificates.Id(call, certificate, version));
        if (isMade)
        {
            json.WriteString("x5t", certificate.Text("thumbprint"));
            if (whole)
            {
                json.WriteString("kid", KeyVaultKind.Keys.Id(call, certificate, version: true));
                json.WriteString("sid", KeyVaultKind.Secrets.Id(call, certificate, version: true));
                json.WriteString("cer", certificate.Text("cer"));
            }
        }

        KeyVaultAttributes.Write(json, certificate, isMade && certificate.Flag("enabled"));
        if (whole)
        {
            json.WritePropertyName("policy");
            json.WriteRawValue(certificate.Text("policy")!);
            if (!certificate.Flag("isForgotten"))
            {
                json.WriteStartObject("pending");
                json.WriteString("id", PendingId(call, certificate));
                json.WriteEndObject();
            }
        }
    }

    private static SandboxResponse Create(KeyVaultCall call, string name)
    {
        call.RequireWrite("create");
        call.CheckName(name);
        var versions = call.Versions(name, deleted: false);
        if (versions.Count > 0 && IsInProgress(call, versions[^1]))
        {
            throw new KeyVaultException(
                409,
                "Forbidden",
                "A new key vault certificate can not be created or imported while a pending key vault certificate's status is inProgress."
            );
        }

        var body = call.Body();
        var policy = KeyVaultCertificatePolicy.Read(
            body.TryGetProperty("policy", out var given) && given.ValueKind == JsonValueKind.Object
                ? given
                : throw KeyVaultException.BadParameter("Property policy is required.")
        );
        var created = TenantState.Second(call.Now);
        using var key = RSA.Create(policy.KeySize);
        var request = policy.Request(key);
        using var certificate = request.CreateSelfSigned(created - Earlier, created.AddMonths(policy.Months));
        var version = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var made = KeyVaultAttributes
            .With(
                call,
                Types.VaultCertificate.Empty.With(
                    ("id", $"{call.Vault}/{name}/{version}"),
                    ("place", $"{call.Vault}/{name}"),
                    ("vault", call.Vault),
                    ("name", name),
                    ("version", version),
                    ("thumbprint", Base64Url.Encode(certificate.GetCertHash())),
                    ("cer", Convert.ToBase64String(certificate.RawData)),
                    ("key", Convert.ToBase64String(key.ExportPkcs8PrivateKey())),
                    ("csr", Convert.ToBase64String(request.CreateSigningRequest())),
                    ("requestId", RandomNumberGenerator.GetHexString(32, lowercase: true)),
                    ("readyAt", call.Now + call.Tenant.Settings.KeyVaultCertificateDelay),
                    ("created", created)
                ),
                body
            )
            .With(("notBefore", created - Earlier), ("expires", created.AddMonths(policy.Months)));
        made = made.With(("policy", policy.Write($"{call.Origin}/{Title}/{name}/policy", created)));
        call.Save(made);
        return With(
            ShowPending(call, made, 202, isNew: true),
            "Location",
            $"{PendingId(call, made)}?api-version={call.Query["api-version"]}&request_id={made.Text("requestId")}"
        );
    }

    private static SandboxResponse Get(KeyVaultCall call, string name, string? version)
    {
        call.RequireRead("read");
        return Show(call, call.Find(name, version));
    }

    private static SandboxResponse Policy(KeyVaultCall call, string name)
    {
        call.RequireRead("read");
        using var policy = JsonDocument.Parse(call.Find(name, null).Text("policy")!);
        var all = policy.RootElement.Clone();
        return KeyVaultReply.Json(
            200,
            json =>
            {
                foreach (var property in all.EnumerateObject())
                {
                    property.WriteTo(json);
                }
            }
        );
    }

    private static SandboxResponse Update(KeyVaultCall call, string name, string version)
    {
        call.RequireWrite("update");
        var there = call.Find(name, version);
        // When it begins and ends is written in the certificate.
        var changed = KeyVaultAttributes
            .With(call, there, call.Body())
            .With(("notBefore", there.Instant("notBefore")), ("expires", there.Instant("expires")));
        call.Save(changed);
        return Show(call, changed);
    }

    private static SandboxResponse Pending(KeyVaultCall call, string name)
    {
        call.RequireRead("read");
        return ShowPending(call, FindPending(call, name), 200);
    }

    private static SandboxResponse Cancel(KeyVaultCall call, string name)
    {
        call.RequireWrite("update");
        var pending = FindPending(call, name);
        if (!IsInProgress(call, pending))
        {
            throw KeyVaultException.BadParameter("The pending certificate is not in progress.");
        }

        if (call.Body().TryGetProperty("cancellation_requested", out var wanted) && wanted.ValueKind == JsonValueKind.True)
        {
            pending = pending.With(("isCancelled", true));
            call.Save(pending);
        }

        return ShowPending(call, pending, 200);
    }

    private static SandboxResponse Forget(KeyVaultCall call, string name)
    {
        call.RequireWrite("delete");
        var pending = FindPending(call, name);
        // What is not made by then never is.
        call.Save(pending.With(("isForgotten", true), ("isCancelled", pending.Flag("isCancelled") || IsInProgress(call, pending))));
        return ShowPending(call, pending, 200);
    }

    private static Document FindPending(KeyVaultCall call, string name) =>
        call.Versions(name, deleted: false) is { Count: > 0 } all
        && all[^1] is var last
        && !last.Flag("isForgotten")
        && (!call.Query.TryGetValue("request_id", out var id) || id == last.Text("requestId"))
            ? last
            : throw new KeyVaultException(404, "PendingCertificateNotFound", $"Pending certificate not found: {name}");

    private static bool IsInProgress(KeyVaultCall call, Document certificate) =>
        !certificate.Flag("isCancelled") && certificate.Instant("readyAt") > call.Now;

    private static string PendingId(KeyVaultCall call, Document certificate) =>
        $"{KeyVaultKind.Certificates.Id(call, certificate, version: false)}/pending";

    private static SandboxResponse Show(KeyVaultCall call, Document certificate) =>
        KeyVaultReply.Json(200, json => Write(json, call, certificate, version: true, whole: true));

    private static SandboxResponse ShowPending(KeyVaultCall call, Document certificate, int status, bool isNew = false)
    {
        // A vault that has just begun is never done.
        var isOpen = isNew || IsInProgress(call, certificate);
        var answer = KeyVaultReply.Json(
            status,
            json =>
            {
                json.WriteString("id", PendingId(call, certificate));
                json.WriteStartObject("issuer");
                json.WriteString("name", "Self");
                json.WriteEndObject();
                json.WriteString("csr", certificate.Text("csr"));
                json.WriteBoolean("cancellation_requested", certificate.Flag("isCancelled"));
                json.WriteString(
                    "status",
                    isOpen ? "inProgress"
                        : certificate.Flag("isCancelled") ? "cancelled"
                        : "completed"
                );
                if (isOpen)
                {
                    json.WriteString(
                        "status_details",
                        "Pending certificate created. Certificate request is in progress. This may take some time based on the issuer provider. Please check again later."
                    );
                }
                else if (!certificate.Flag("isCancelled"))
                {
                    json.WriteString("target", KeyVaultKind.Certificates.Id(call, certificate, version: false));
                }

                json.WriteString("request_id", certificate.Text("requestId"));
            }
        );
        return isOpen
            ? With(
                answer,
                "Retry-After",
                Math.Ceiling((certificate.Instant("readyAt")!.Value - call.Now).TotalSeconds).ToString(CultureInfo.InvariantCulture)
            )
            : answer;
    }

    private static SandboxResponse With(SandboxResponse answer, string header, string value) =>
        answer with
        {
            Headers = new Dictionary<string, string>(answer.Headers, StringComparer.OrdinalIgnoreCase) { [header] = value },
        };
}
