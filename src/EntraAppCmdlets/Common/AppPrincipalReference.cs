using System.Management.Automation;
using EntraAppCmdlets.Aspects.Principals;

namespace EntraAppCmdlets;

/// <summary>
/// How a person names a user, a group or a service principal: by object id, application (client) ID, sign-in name, display name, or an object
/// that holds one of them. PowerShell makes one from each of these by itself.
/// </summary>
public sealed class AppPrincipalReference
{
    /// <summary>An object id, an application (client) ID, a sign-in name or a display name.</summary>
    public AppPrincipalReference(string nameOrId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrId);
        Query = new PrincipalQuery(nameOrId.Trim());
    }

    /// <summary>An object id or an application (client) ID.</summary>
    public AppPrincipalReference(Guid id) => Query = new PrincipalQuery(id.ToString());

    /// <summary>The service principal of an app.</summary>
    public AppPrincipalReference(AppRegistration app)
    {
        ArgumentNullException.ThrowIfNull(app);
        Query = app.ServicePrincipalId is { } id
            ? new PrincipalQuery(id.ToString(), new Principal(id, PrincipalKind.ServicePrincipal, app.DisplayName))
            : new PrincipalQuery(app.AppId.ToString());
    }

    /// <summary>The owner of an app.</summary>
    public AppPrincipalReference(AppOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Query = new PrincipalQuery(owner.Id.ToString());
    }

    /// <summary>Who is assigned to an app.</summary>
    public AppPrincipalReference(AppAssignment assignment)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        Query = new PrincipalQuery(assignment.PrincipalId.ToString());
    }

    /// <summary>An object of another module: by its property Id, ObjectId, PrincipalId, UserPrincipalName or AppId.</summary>
    public AppPrincipalReference(object item)
        : this(PSObject.AsPSObject(item)) { }

    /// <summary>A row of a CSV file, and the like: by its property Id, ObjectId, PrincipalId, UserPrincipalName or AppId.</summary>
    public AppPrincipalReference(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (Deserialized.Read<AppRegistration>(item) is { } app)
        {
            // The object ID of an app registration is not that of its enterprise application.
            Query = new PrincipalQuery((app.ServicePrincipalId ?? app.AppId).ToString());
            return;
        }

        var text =
            item.BaseObject is ValueType
                ? item.BaseObject.ToString()
                : Names.Select(name => item.Properties[name]?.Value?.ToString()).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
        Query = new PrincipalQuery(
            text ?? throw new PSInvalidCastException($"The object has none of the properties {string.Join(", ", Names)}.")
        );
    }

    private static readonly string[] Names = ["Id", "ObjectId", "PrincipalId", "UserPrincipalName", "AppId"];

    /// <summary>What to look for.</summary>
    internal PrincipalQuery Query { get; }

    /// <summary>What the person gave.</summary>
    public override string ToString() => Query.Known?.ToString() ?? Query.Text;
}
