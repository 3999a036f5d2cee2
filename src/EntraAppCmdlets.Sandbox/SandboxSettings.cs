using System.Collections;
using System.Globalization;
using System.Reflection;

namespace EntraAppCmdlets.Sandbox;

/// <summary>How an embedded tenant behaves. Between requests the settings of a tenant that is open may be changed, except who it is (tenant id,
/// domain, seed).</summary>
public sealed class SandboxSettings
{
    /// <summary>The tenant's clock; a test may give one that it moves itself.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>The tenant id; null: made up, or that of the file.</summary>
    public string? TenantId { get; set; }

    /// <summary>The initial domain. <c>contoso.onmicrosoft.com</c> by default, or that of the file.</summary>
    public string? DomainName { get; set; }

    /// <summary>Gives the same ids to the same objects in every run; null: random ones. Secrets are random always.</summary>
    public int? Seed { get; set; }

    /// <summary>How long every answer takes, by the clock.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>How long an object just made or changed looks to reads, to actions upon it and to the token endpoint as it was before.</summary>
    public TimeSpan ReplicationDelay { get; set; }

    /// <summary>How long a new secret is refused at the token endpoint; null: as long as <see cref="ReplicationDelay"/>.</summary>
    public TimeSpan? SecretDelay { get; set; }

    /// <summary>Every Nth Graph request gets a 429; 0: none.</summary>
    public int ThrottleEvery { get; set; }

    /// <summary>How many Graph requests are allowed within <see cref="ThrottleWindow"/>; the others get 429 until it has passed. 0: any number.</summary>
    public int ThrottleLimit { get; set; }

    /// <summary>The window of <see cref="ThrottleLimit"/>: 10 seconds by default.</summary>
    public TimeSpan ThrottleWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The Retry-After of a refusal by <see cref="ThrottleEvery"/>: 1 second by default.</summary>
    public TimeSpan ThrottleRetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest life that the tenant's app management policy allows a secret; null: no policy.</summary>
    public TimeSpan? MaxSecretLifetime { get; set; }

    /// <summary>Whether the tenant's licence allows groups to be assigned to applications. True by default.</summary>
    public bool GroupAssignment { get; set; } = true;

    /// <summary>Whether creating by upsert answers with the new object (201) or with no content (204): the service does both. True by default.</summary>
    public bool UpsertReturnsBody { get; set; } = true;

    /// <summary>The audience of an application that is created without one. <c>AzureADMyOrg</c> by default; the service's own default has changed.</summary>
    public string DefaultSignInAudience { get; set; } = "AzureADMyOrg";

    /// <summary>
    /// Whether an Application ID URI may be <c>api://</c> and any text, as older tenants allow. False by default: it must hold the app's
    /// or the tenant's id, or a verified domain.
    /// </summary>
    public bool AnyIdentifierUri { get; set; }

    /// <summary>How many made-up applications, each with a service principal, a new tenant holds.</summary>
    public int ExtraApplications { get; set; }

    /// <summary>How many made-up users a new tenant holds.</summary>
    public int ExtraUsers { get; set; }

    /// <summary>How many assignments of the made-up users to the made-up applications a new tenant holds.</summary>
    public int ExtraAssignments { get; set; }

    /// <summary>How many delegated grants of the made-up applications a new tenant holds: one for all users each, then for one user after the
    /// other.</summary>
    public int ExtraGrants { get; set; }

    /// <summary>How many directory objects one principal may create; 0: any number. Soft-deleted ones count a quarter.</summary>
    public int ObjectQuota { get; set; }

    /// <summary>
    /// The application permissions of Microsoft Graph that the administrator app of a new tenant has, by name, with spaces or commas between them: so
    /// a script is rehearsed with the least that its own identity will have. Null: all that any operation needs.
    /// </summary>
    public string? Permissions { get; set; }

    /// <summary>
    /// The user, by user principal name or id, who is at the browser when an application sends somebody to the sign-in page; a login hint of the
    /// application comes first. Null: the tenant's administrator.
    /// </summary>
    public string? SignInUser { get; set; }

    /// <summary>What that user does on a consent page. Accepts by default.</summary>
    public SandboxConsent Consent { get; set; }

    /// <summary>What the tenant's Key Vaults allow. Everything about secrets and certificates by default.</summary>
    public SandboxKeyVaultAccess KeyVaultAccess { get; set; }

    /// <summary>How long a Key Vault takes to make a certificate. No time by default.</summary>
    public TimeSpan KeyVaultCertificateDelay { get; set; }

    /// <summary>
    /// The signing keys of other issuers, for federated credentials: the issuer's address and its JSON Web Key Set. The tenant never goes out to
    /// fetch one.
    /// </summary>
    public IDictionary<string, string> FederatedIssuers { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The accidents that are to happen. May be added to while the tenant is open, between requests.</summary>
    public IList<SandboxFault> Faults { get; } = [];

    /// <summary>Settings from names and values, as a script gives them. A time span may be given in seconds or as text such as <c>00:00:05</c>.</summary>
    /// <param name="values">The names (without regard to case) and values.</param>
    /// <exception cref="ArgumentException">A name is unknown or a value does not fit; the message lists what there is.</exception>
    public static SandboxSettings Parse(IDictionary values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var settings = new SandboxSettings();
        var known = Settable.ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in values)
        {
            var name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "";
            if (!known.TryGetValue(name, out var property))
            {
                throw new ArgumentException(
                    $"The sandbox has no setting '{name}'. It has: {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}.",
                    nameof(values)
                );
            }

            property.SetValue(settings, Fit(property, entry.Value));
        }

        settings.Check();
        return settings;

        static object? Fit(PropertyInfo property, object? value)
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            try
            {
                return value switch
                {
                    null => null,
                    _ when type.IsInstanceOfType(value) => value,
                    string text when type == typeof(TimeSpan) && text.Contains(':', StringComparison.Ordinal) => TimeSpan.Parse(
                        text,
                        CultureInfo.InvariantCulture
                    ),
                    string text when type.IsEnum => Enum.Parse(type, text, ignoreCase: true),
                    _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
                    _ => Convert.ChangeType(value, type, CultureInfo.InvariantCulture),
                };
            }
            catch (Exception exception)
                when (exception is FormatException or InvalidCastException or OverflowException or ArgumentException)
            {
                throw new ArgumentException(
                    $"The setting {property.Name} must be {Describe(type)}; '{value}' isn't.",
                    nameof(values),
                    exception
                );
            }
        }
    }

    /// <summary>The names that <see cref="Parse"/> takes.</summary>
    public static IReadOnlyList<string> Names => [.. Settable.Select(property => property.Name).Order(StringComparer.Ordinal)];

    private static IEnumerable<PropertyInfo> Settable =>
        typeof(SandboxSettings).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite);

    internal void Check()
    {
        Require(TenantId is null || Guid.TryParse(TenantId, out _), nameof(TenantId), "a GUID");
        Require(DomainName is null || Uri.CheckHostName(DomainName) == UriHostNameType.Dns, nameof(DomainName), "a domain name");
        Require(Latency >= TimeSpan.Zero, nameof(Latency), "a time span that is not negative");
        Require(ReplicationDelay >= TimeSpan.Zero, nameof(ReplicationDelay), "a time span that is not negative");
        Require(SecretDelay is null || SecretDelay >= TimeSpan.Zero, nameof(SecretDelay), "a time span that is not negative");
        Require(ThrottleEvery >= 0, nameof(ThrottleEvery), "a number that is not negative");
        Require(ThrottleLimit >= 0, nameof(ThrottleLimit), "a number that is not negative");
        Require(ThrottleWindow > TimeSpan.Zero, nameof(ThrottleWindow), "a time span above zero");
        Require(ThrottleRetryAfter >= TimeSpan.Zero, nameof(ThrottleRetryAfter), "a time span that is not negative");
        Require(MaxSecretLifetime is null || MaxSecretLifetime > TimeSpan.Zero, nameof(MaxSecretLifetime), "a time span above zero");
        Require(KeyVaultCertificateDelay >= TimeSpan.Zero, nameof(KeyVaultCertificateDelay), "a time span that is not negative");
        Require(ExtraApplications >= 0, nameof(ExtraApplications), "a number that is not negative");
        Require(ExtraUsers >= 0, nameof(ExtraUsers), "a number that is not negative");
        Require(
            ExtraAssignments >= 0 && ExtraAssignments <= (long)ExtraUsers * ExtraApplications,
            nameof(ExtraAssignments),
            "at most as many as there are pairs of extra users and applications"
        );
        Require(
            ExtraGrants >= 0 && ExtraGrants <= (ExtraUsers + 1L) * ExtraApplications,
            nameof(ExtraGrants),
            "at most one for each extra application, and one for each pair of it with an extra user"
        );
        Require(ObjectQuota >= 0, nameof(ObjectQuota), "a number that is not negative");
        Require(
            Applications.ApplicationRules.Audiences.Contains(DefaultSignInAudience),
            nameof(DefaultSignInAudience),
            "one of " + string.Join(", ", Applications.ApplicationRules.Audiences)
        );
        // Reading the permission list takes a moment that no other setting needs.
        var unknown = Seeding.AdministratorRoles.FirstUnknown(Permissions ?? "");
        Require(unknown is null, nameof(Permissions), $"names of application permissions of Microsoft Graph; '{unknown}' isn't one");

        static void Require(bool holds, string name, string rule)
        {
            if (!holds)
            {
                throw new ArgumentException($"The setting {name} takes {rule}.", name);
            }
        }
    }

    private static string Describe(Type type) =>
        type == typeof(TimeSpan) ? "a time span (seconds, or text such as 00:00:05)"
        : type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "a whole number"
        : type == typeof(TimeProvider) ? "a TimeProvider"
        : type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type))
        : "text";
}
