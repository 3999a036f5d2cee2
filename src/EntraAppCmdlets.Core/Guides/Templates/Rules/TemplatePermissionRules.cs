using EntraAppCmdlets.Aspects.Permissions;
using EntraAppCmdlets.Aspects.Principals;
using EntraAppCmdlets.Model;

namespace EntraAppCmdlets.Guides;

/// <summary>Permissions are such that their API has, or an earlier app of the template exposes.</summary>
internal sealed class TemplatePermissionRules(CheckedTemplate subject) : TemplateRuleSet(subject)
{
    public override void Check()
    {
        var catalogue = PermissionCatalogue.Default;
        foreach (var (entry, permission) in Entries("permissions").Zip(Template.Permissions))
        {
            if (permission.IsSelf())
            {
                if (Template.Api is null)
                {
                    Faults.Add(entry.Member("api")!, "permission", "The app exposes no API of its own.");
                }

                foreach (
                    var name in entry
                        .Member("names")!
                        .Items.Where(name => Template.Api?.Scopes.Any(scope => scope.Value == name.Text) == false)
                )
                {
                    Faults.Add(name, "permission", $"The app exposes no scope '{name.Text}'.");
                }

                CheckWhen(entry, permission, Template);
                continue;
            }

            if (CheckOther(entry, permission))
            {
                continue;
            }

            if (catalogue.FindResource(permission.Api) is not { } api)
            {
                // An API that the tenant alone knows: by its ID or name.
                if (Placeholder.Only(permission.Api) is { } parameter && Parameters.TryGetValue(parameter, out var given))
                {
                    if (given is not { Type: TemplateParameterType.Guid or TemplateParameterType.String, List: false })
                    {
                        Faults.Add(
                            entry.Member("api")!,
                            "permission",
                            $"'{permission.Api}' is no API: use a parameter of type Guid or String, for an application ID or a name."
                        );
                    }
                }
                // Of a name that reads like one of the list, another app is hardly meant.
                else if (
                    !Guid.TryParse(permission.Api, out _)
                    && NearestNames.Of(permission.Api, catalogue.Resources, resource => resource.Names) is { Count: > 0 } near
                )
                {
                    Faults.Add(
                        entry.Member("api")!,
                        "permission",
                        $"'{permission.Api}' is no API of the built-in list.{NearestNames.Question(near.Select(resource => $"'{resource.Name}'"))} Give an app of that name in the tenant by its application ID, or by a parameter."
                    );
                }

                continue;
            }

            foreach (var name in entry.Member("names")!.Items.Where(name => !Placeholder.NamesIn(name.Text).Any()))
            {
                // What reads like nothing in the list is left to the tenant, as an API is that only the tenant knows.
                if (catalogue.Resolve(api.AppId, name.Text, permission.Type).Miss is { IsSlip: true } miss)
                {
                    Faults.Add(name, "permission", PermissionErrors.PermissionNotFound(miss).Message);
                }
            }
        }
    }

    /// <summary>A permission of an earlier app of the template is one that it exposes.</summary>
    private bool CheckOther(PositionedJson entry, TemplatePermission permission)
    {
        var other = Earlier.FirstOrDefault(app =>
            Placeholder.NamesIn(permission.Api).Select(Placeholder.AppIn).Contains(app.Key, StringComparer.OrdinalIgnoreCase)
        );
        if (permission.AuthorizedClient == true && (other is null || permission.Type != AppPermissionType.Delegated))
        {
            Faults.Add(
                entry.Member("authorizedClient")!,
                "client",
                "An app is authorized as a client by an earlier app of the template, for its scopes: api is its key as {key.appId}, type is Delegated."
            );
        }

        if (permission is { AuthorizedClientStep: not null, AuthorizedClient: not true })
        {
            Faults.Add(entry.Member("authorizedClientStep")!, "client", "The step authorizes no client without authorizedClient.");
        }

        if (other is null)
        {
            return false;
        }

        if (Placeholder.Only(permission.Api) is null)
        {
            Faults.Add(entry.Member("api")!, "permission", $"'{permission.Api}' is no API: use {{{other.Key}.appId}} alone.");
            return true;
        }

        var exposed = ExposedNames.Of(other, permission.Type).Select(item => item.Value).ToList();
        foreach (var name in Literal(entry.Member("names")!).Where(name => !exposed.Contains(name.Text, StringComparer.OrdinalIgnoreCase)))
        {
            Faults.Add(
                name,
                "permission",
                permission.Type == AppPermissionType.Delegated
                    ? $"The app '{other.Key}' exposes no scope '{name.Text}'."
                    : $"The app '{other.Key}' defines no role '{name.Text}' for applications."
            );
        }

        CheckWhen(entry, permission, other);
        return true;
    }

    /// <summary>What an app exposes under a condition is asked for under the same.</summary>
    private void CheckWhen(PositionedJson entry, TemplatePermission permission, VendorTemplate api)
    {
        foreach (
            var name in Literal(entry.Member("names")!)
                .Where(name =>
                    ExposedNames
                        .Of(api, permission.Type)
                        .Where(item => string.Equals(item.Value, name.Text, StringComparison.OrdinalIgnoreCase))
                        .Select(item => item.When)
                        .ToList()
                        is { Count: > 0 } conditions
                    && !conditions.Exists(condition => TemplateConditions.IsImplied(condition, permission.When))
                )
        )
        {
            Faults.Add(name, "permission", ExposedNames.Conditional(name.Text));
        }
    }

    private static IEnumerable<PositionedJson> Literal(PositionedJson names) =>
        names.Items.Where(name => !Placeholder.NamesIn(name.Text).Any());
}
