namespace EntraAppCmdlets;

/// <summary>
/// How a person names an app: by the object of an earlier step, by its application (client) ID, or by its display name. PowerShell makes one
/// from each of these by itself.
/// </summary>
public sealed class AppReference
{
    /// <summary>The app of an earlier step.</summary>
    public AppReference(AppRegistration app)
    {
        ArgumentNullException.ThrowIfNull(app);
        Registration = app;
        AppId = app.AppId;
    }

    /// <summary>The app that a secret belongs to.</summary>
    public AppReference(AppClientSecret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        Registration = secret.App;
        AppId = secret.AppId;
        Secret = secret;
    }

    /// <summary>The app that a credential belongs to.</summary>
    public AppReference(AppCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        AppId = credential.AppId ?? throw new ArgumentException("The credential does not tell its app.", nameof(credential));
    }

    /// <summary>The app of a guide that was carried out.</summary>
    public AppReference(VendorAppInstallation installation)
    {
        ArgumentNullException.ThrowIfNull(installation);
        Registration = installation.App;
        AppId = installation.AppId;
        Secret = installation.Secret;
        Installation = installation;
    }

    /// <summary>The app that a user's sign-in has brought a code for.</summary>
    public AppReference(AppAuthorizationCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        Registration = code.App;
        AppId = code.AppId;
        Code = code;
    }

    /// <summary>The app that requests a permission.</summary>
    public AppReference(AppRequestedPermission permission)
    {
        ArgumentNullException.ThrowIfNull(permission);
        AppId = permission.AppId ?? throw new ArgumentException("The permission does not tell its app.", nameof(permission));
        Permission = permission;
    }

    /// <summary>An application (client) ID.</summary>
    public AppReference(Guid appId) => AppId = appId;

    /// <summary>An application (client) ID, or a display name.</summary>
    public AppReference(string nameOrAppId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrAppId);
        if (Guid.TryParse(nameOrAppId, out var appId))
            AppId = appId;
        else
            DisplayName = nameOrAppId;
    }

    /// <summary>The object of an earlier step.</summary>
    public AppRegistration? Registration { get; }

    /// <summary>The secret of an earlier step.</summary>
    public AppClientSecret? Secret { get; }

    /// <summary>The guide that was carried out in an earlier step.</summary>
    public VendorAppInstallation? Installation { get; }

    /// <summary>The code of an earlier step.</summary>
    public AppAuthorizationCode? Code { get; }

    /// <summary>The permission of an earlier step.</summary>
    public AppRequestedPermission? Permission { get; }

    /// <summary>The application (client) ID, where it is known.</summary>
    public Guid? AppId { get; }

    /// <summary>The display name, where nothing better is known.</summary>
    public string? DisplayName { get; }

    /// <summary>What the person gave.</summary>
    public override string ToString() => Registration?.ToString() ?? DisplayName ?? AppId.ToString()!;
}
