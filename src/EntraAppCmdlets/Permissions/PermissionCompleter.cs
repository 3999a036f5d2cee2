using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets;

/// <summary>Completes names of permissions from the built-in catalogue: nothing is asked of a tenant, so that Tab answers at once.</summary>
internal abstract class PermissionCompleter : IArgumentCompleter
{
    /// <summary>Which types are offered; null for both.</summary>
    protected abstract AppPermissionType? TypeOf(IDictionary bound);

    /// <summary>Whose permissions are offered; null for those of all APIs.</summary>
    /// <returns>False if there is nothing to offer, because the catalogue doesn't hold the API that was given.</returns>
    protected virtual bool TryResourceOf(IDictionary bound, out Guid? appId)
    {
        appId = PermissionResource.MicrosoftGraphAppId;
        return true;
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var word = CompletionWord.Unquote(wordToComplete);
        if (ApiAtHand(fakeBoundParameters) is { } api)
        {
            return Complete(word, api, TypeOf(fakeBoundParameters));
        }

        if (!TryResourceOf(fakeBoundParameters, out var resource))
        {
            return [];
        }

        var type = TypeOf(fakeBoundParameters);
        var results = Complete(word + "*", resource, type);
        // Nothing begins like this: what holds it helps one who remembers the end ("ReadWrite.Directory").
        return results.Count > 0 ? results : Complete("*" + word + "*", resource, type);
    }

    /// <summary>The app whose permissions are offered, where the command line holds its object; null where it does not.</summary>
    protected virtual AppRegistration? ApiAtHand(IDictionary bound) => null;

    private static List<CompletionResult> Complete(string word, AppRegistration api, AppPermissionType? type) =>
        [
            .. from scope in api.ApiScopes
            where
                type is not AppPermissionType.Application
                && scope.IsEnabled
                && scope.Value.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            select Result(scope.Value, $"Delegated permission of {api.DisplayName}: {scope.AdminConsentDisplayName}"),
            .. from role in api.AppRoles
            where
                type is not AppPermissionType.Delegated
                && role.IsEnabled
                && role.AllowedMemberTypes.Contains(nameof(AppRoleMemberType.Application))
                && role.Value?.StartsWith(word, StringComparison.OrdinalIgnoreCase) == true
            select Result(role.Value!, $"Application permission of {api.DisplayName}: {role.Description}"),
        ];

    private static List<CompletionResult> Complete(string pattern, Guid? resource, AppPermissionType? type)
    {
        var name = new NamePattern(pattern);
        if (!name.IsValid)
        {
            return [];
        }
        // One entry for a name, that tells of all its types and APIs.
        return
        [
            .. from permission in PermissionCatalogue.Default.Search(name, resource, type)
            group Describe(permission) by permission.Name into same
            select Result(same.Key, string.Join(Environment.NewLine, same)),
        ];
    }

    private static CompletionResult Result(string name, string toolTip) => new(name, name, CompletionResultType.ParameterValue, toolTip);

    private static string Describe(AppPermission permission) =>
        (permission.Type is AppPermissionType.Application ? "Application" : "Delegated")
        + $" permission of {permission.ResourceName}"
        + permission.AdminConsentRequired switch
        {
            true => ", needs admin consent",
            false => ", a user can consent",
            null => "",
        }
        + $", risk: {permission.Risk}"
        + (permission.ControlsTenant ? ", amounts to control of the tenant" : "");
}

/// <summary>Application permissions of Microsoft Graph.</summary>
internal sealed class GraphApplicationPermissionCompleter : PermissionCompleter
{
    /// <inheritdoc/>
    protected override AppPermissionType? TypeOf(IDictionary bound) => AppPermissionType.Application;
}

/// <summary>Delegated permissions of Microsoft Graph.</summary>
internal sealed class GraphDelegatedPermissionCompleter : PermissionCompleter
{
    /// <inheritdoc/>
    protected override AppPermissionType? TypeOf(IDictionary bound) => AppPermissionType.Delegated;
}

/// <summary>Permissions of the API that the command line gives as <c>-Api</c> or <c>-Resource</c>.</summary>
internal abstract class ApiPermissionCompleter : PermissionCompleter
{
    /// <inheritdoc/>
    protected override AppRegistration? ApiAtHand(IDictionary bound) =>
        (bound["Api"] is PSObject wrapped ? wrapped.BaseObject : bound["Api"]) switch
        {
            AppRegistration app => app,
            AppReference reference => reference.Registration,
            _ => null,
        };

    /// <inheritdoc/>
    protected override bool TryResourceOf(IDictionary bound, out Guid? appId)
    {
        appId = (bound["Api"] ?? bound["Resource"])?.ToString() is { Length: > 0 } reference
            ? PermissionCatalogue.Default.FindResource(reference)?.AppId
            : null;
        return appId is not null;
    }
}

/// <summary>Application permissions of the given API.</summary>
internal sealed class ApiApplicationPermissionCompleter : ApiPermissionCompleter
{
    /// <inheritdoc/>
    protected override AppPermissionType? TypeOf(IDictionary bound) => AppPermissionType.Application;
}

/// <summary>Delegated permissions of the given API.</summary>
internal sealed class ApiDelegatedPermissionCompleter : ApiPermissionCompleter
{
    /// <inheritdoc/>
    protected override AppPermissionType? TypeOf(IDictionary bound) => AppPermissionType.Delegated;
}

/// <summary>All permissions, within the <c>-Type</c> and <c>-Resource</c> that the command line has so far.</summary>
internal sealed class AnyPermissionCompleter : PermissionCompleter
{
    /// <inheritdoc/>
    protected override AppPermissionType? TypeOf(IDictionary bound) =>
        Enum.TryParse(bound["Type"]?.ToString(), ignoreCase: true, out AppPermissionType type) ? type : null;

    /// <inheritdoc/>
    protected override bool TryResourceOf(IDictionary bound, out Guid? appId)
    {
        var given = bound["Resource"]?.ToString();
        appId = string.IsNullOrEmpty(given) ? null : PermissionCatalogue.Default.FindResource(given)?.AppId;
        return string.IsNullOrEmpty(given) || appId is not null;
    }
}

/// <summary>Names of the APIs in the catalogue.</summary>
internal sealed class PermissionResourceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var word = CompletionWord.Unquote(wordToComplete);
        foreach (var resource in PermissionCatalogue.Default.Resources)
        {
            if (resource.Name.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(
                    $"'{resource.Name}'",
                    resource.Name,
                    CompletionResultType.ParameterValue,
                    $"{resource.Name} ({resource.AppId})"
                );
            }
        }
    }
}
