using System.Management.Automation;
using EntraAppCmdlets.Aspects.Registration;

namespace EntraAppCmdlets;

/// <summary>
/// How a person names an app: by the object of an earlier step or of another module, by its application (client) ID, or by its display name. PowerShell
/// makes one from each of these by itself.
/// </summary>
public sealed class AppReference
{
    /// <summary>The app of an earlier step.</summary>
    public AppReference(AppRegistration app)
    {
        ArgumentNullException.ThrowIfNull(app);
        Registration = app;
        AppId = app.AppId;
        TenantId = app.TenantId;
    }

    /// <summary>The app that a secret belongs to.</summary>
    public AppReference(AppClientSecret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        Registration = secret.App;
        AppId = secret.AppId;
        TenantId = secret.TenantId;
        Secret = secret;
    }

    /// <summary>The app that a certificate belongs to.</summary>
    public AppReference(AppCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        Registration = certificate.App;
        AppId = certificate.AppId;
        TenantId = certificate.TenantId;
        Certificate = certificate;
    }

    /// <summary>The app that a credential belongs to.</summary>
    public AppReference(AppCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        AppId = credential.AppId ?? throw new ArgumentException("The credential does not tell its app.", nameof(credential));
        TenantId = credential.TenantId;
    }

    /// <summary>The app of a guide that was carried out.</summary>
    public AppReference(VendorAppInstallation installation)
    {
        ArgumentNullException.ThrowIfNull(installation);
        Registration = installation.App;
        AppId = installation.AppId;
        TenantId = installation.TenantId;
        Secret = installation.Secret;
        Installation = installation;
    }

    /// <summary>The app that a user's sign-in has brought a code for.</summary>
    public AppReference(AppAuthorizationCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        Registration = code.App;
        AppId = code.AppId;
        TenantId = code.TenantId;
        Code = code;
    }

    /// <summary>The app that requests a permission.</summary>
    public AppReference(AppRequestedPermission permission)
    {
        ArgumentNullException.ThrowIfNull(permission);
        AppId = permission.AppId ?? throw new ArgumentException("The permission does not tell its app.", nameof(permission));
        TenantId = permission.TenantId;
        Permission = permission;
    }

    /// <summary>
    /// A tenant, which is no app though it has the id of one: that of the app that is signed in. Commands that list apps list those of the tenant.
    /// </summary>
    public AppReference(AppTenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        Tenant = tenant;
        TenantId = tenant.TenantId;
    }

    /// <summary>An application (client) ID.</summary>
    public AppReference(Guid appId) => AppId = appId;

    /// <summary>An application (client) ID, or a display name.</summary>
    public AppReference(string nameOrAppId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrAppId);
        Text = nameOrAppId;
        if (Guid.TryParse(nameOrAppId, out var appId))
        {
            AppId = appId;
        }
        else
        {
            DisplayName = nameOrAppId;
        }
    }

    /// <summary>An object of another module, as <see cref="AppReference(PSObject)"/>.</summary>
    public AppReference(object item)
        : this(PSObject.AsPSObject(item)) { }

    /// <summary>
    /// An object of another module, a row of a CSV file, and the like: by the first of its properties AppId, ClientId, ApplicationId (the
    /// application ID), Id,
    /// ObjectId (the object ID), DisplayName and Name. Of a row those that are empty are passed over.
    /// </summary>
    public AppReference(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.BaseObject is FileSystemInfo)
        {
            throw new PSInvalidCastException("A file is no app. Specify the app with -App.");
        }

        if (Deserialized.Read(item) is { } returned && Take(item, returned))
        {
            return;
        }

        Row = item.BaseObject is PSCustomObject ? item : null;
        TenantId = Guid.TryParse(item.Properties["TenantId"]?.Value?.ToString(), out var tenantId) ? tenantId : null;
        foreach (var name in Names)
        {
            if (item.Properties[name] is not { } property)
            {
                continue;
            }

            var text = property.Value?.ToString()?.Trim() ?? "";
            if (text.Length == 0 && Row is not null)
            {
                continue;
            }

            if (Guid.TryParse(text, out var id))
            {
                (AppId, IsObjectId, Text) = (id, ObjectIds.Contains(name), text);
            }
            else if (text.Length > 0 && ByName.Contains(name))
            {
                DisplayName = text;
            }
            else
            {
                throw new PSInvalidCastException($"The property {name} of the object is no id of an app: '{text}'.");
            }

            return;
        }

        // A row's error is the command's: one that can't be converted is PowerShell's. A column App is bound by its name.
        if (Row is null || item.Properties["App"]?.Value?.ToString() is { Length: > 0 })
        {
            throw new PSInvalidCastException($"The object has none of the properties {string.Join(", ", Names)}.");
        }
    }

    /// <summary>
    /// Takes what an object that came out of a job, another session or a file tells. The state of its app is not taken: it may be old and lacks what
    /// the journey has left out, so that the app is read again by its id.
    /// </summary>
    private bool Take(PSObject item, object returned)
    {
        if (
            returned is not (AppRegistration or AppClientSecret or AppAuthorizationCode or AppRequestedPermission or VendorAppInstallation)
            || !Guid.TryParse(item.Properties["AppId"]?.Value?.ToString(), out var appId)
        )
        {
            return false;
        }

        AppId = appId;
        TenantId = Guid.TryParse(item.Properties["TenantId"]?.Value?.ToString(), out var tenantId) ? tenantId : null;
        Secret = returned as AppClientSecret ?? (returned as VendorAppInstallation)?.Secret;
        // PowerShell's conversion may have turned the secret's app into a string, which the secret needs for its names.
        if (Secret is { App: null })
        {
            Secret = Secret.With(
                new AppRegistration
                {
                    AppId = appId,
                    TenantId = Secret.TenantId,
                    DisplayName = Secret.DisplayName ?? appId.ToString(),
                }
            );
        }
        // Without its question a code can't be redeemed.
        Code = returned is AppAuthorizationCode { AuthorizationUrl: not null, Code: not null } code ? code : null;
        Permission = returned as AppRequestedPermission;
        return true;
    }

    private static readonly string[] AppIds = ["AppId", "ClientId", "ApplicationId"];
    private static readonly string[] ObjectIds = ["Id", "ObjectId"];
    private static readonly string[] ByName = ["DisplayName", "Name"];
    private static readonly string[] Names = [.. AppIds, .. ObjectIds, .. ByName];

    /// <summary>The object of an earlier step.</summary>
    public AppRegistration? Registration { get; }

    /// <summary>The secret of an earlier step.</summary>
    public AppClientSecret? Secret { get; private set; }

    /// <summary>The certificate of an earlier step.</summary>
    public AppCertificate? Certificate { get; }

    /// <summary>The guide that was carried out in an earlier step.</summary>
    public VendorAppInstallation? Installation { get; }

    /// <summary>The code of an earlier step.</summary>
    public AppAuthorizationCode? Code { get; private set; }

    /// <summary>The permission of an earlier step.</summary>
    public AppRequestedPermission? Permission { get; private set; }

    /// <summary>The row of a file that the app is named in.</summary>
    internal PSObject? Row { get; }

    /// <summary>Refuses a row that names no app.</summary>
    /// <exception cref="AppException">AppNotNamed.</exception>
    internal void CheckNamed()
    {
        if (Row is not null && AppId is null && DisplayName is null)
        {
            throw RegistrationErrors.AppNotNamed(Row, [.. Row.Properties.Select(column => column.Name)], Names);
        }
    }

    /// <summary>The tenant that was given instead of an app.</summary>
    internal AppTenant? Tenant { get; }

    /// <summary>The tenant that the object was read from, where it tells.</summary>
    internal Guid? TenantId { get; private set; }

    /// <summary>What was given as text: an app may have a name that looks like an id.</summary>
    internal string? Text { get; }

    /// <summary>The application (client) ID, where it is known.</summary>
    public Guid? AppId { get; private set; }

    /// <summary>Whether <see cref="AppId"/> is the object ID, because the object has no other.</summary>
    internal bool IsObjectId { get; }

    /// <summary>The display name, where nothing better is known.</summary>
    public string? DisplayName { get; }

    /// <summary>The word for the app of the step itself, where a command takes a second app.</summary>
    internal const string Self = "self";

    /// <summary>Whether it is "self": the app of the step itself, where a command takes a second app.</summary>
    internal bool IsSelf => string.Equals(DisplayName, Self, StringComparison.OrdinalIgnoreCase);

    /// <summary>What the person gave.</summary>
    public override string ToString() =>
        Registration?.ToString() ?? Tenant?.ToString() ?? DisplayName ?? AppId?.ToString() ?? "a row that names no app";
}
