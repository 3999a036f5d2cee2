using System.Reflection;
using System.Text.Json;
using EntraAppCmdlets.Guides;
using EntraAppCmdlets.Testing;

namespace EntraAppCmdlets.Core.Tests.Vendors;

public sealed class TemplateSchemaTests
{
    [Fact]
    public void The_published_schema_is_the_one_that_files_are_held_against() =>
        Assert.Equal(
            Shape(PositionedJson.Parse(File.ReadAllBytes(Path.Combine(TemplatesFolder.Folder, "template.schema.json")))),
            Shape(TemplateReader.Schema)
        );

    [Fact]
    public void The_schema_uses_only_keywords_that_are_checked() =>
        Assert.Empty(Keywords(TemplateReader.Schema).Except([.. JsonSchemaCheck.Checked, .. JsonSchemaCheck.Described]));

    [Fact]
    public void Every_field_of_the_schema_is_read_and_no_other() =>
        Assert.Equal(
            SchemaFields(TemplateReader.Schema, "")
                .Where(field => !field.StartsWith("/apps", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
            ModelFields(typeof(VendorTemplate), "").Order(StringComparer.Ordinal)
        );

    /// <summary>A part that is added later can't be forgotten in templates for several apps.</summary>
    [Fact]
    public void An_app_of_several_has_the_parts_of_an_app_and_a_key()
    {
        string[] shared =
        [
            "$schema",
            "schemaVersion",
            "id",
            "title",
            "description",
            "kind",
            "guide",
            "variants",
            "parameters",
            "formats",
            "symptoms",
            "notes",
            "values",
            "apps",
        ];
        Assert.Equal(
            Fields(TemplateReader.Schema).Except(shared).Append("key").Order(StringComparer.Ordinal),
            Fields(TemplateReader.Schema.Member("properties")!.Member("apps")!.Member("items")!).Order(StringComparer.Ordinal)
        );

        static IEnumerable<string> Fields(PositionedJson rules) => rules.Member("properties")!.Members.Select(member => member.Name);
    }

    [Fact]
    public void Every_list_of_values_in_the_schema_is_that_of_the_reader()
    {
        var lists = Enums(TemplateReader.Schema)
            .Select(list => string.Join(' ', list.Order(StringComparer.Ordinal)))
            .Distinct()
            .Order(StringComparer.Ordinal);
        Type[] types =
        [
            typeof(TemplateParameterType),
            typeof(TemplateActor),
            typeof(AppPlatform),
            typeof(AppScopeConsent),
            typeof(AppPermissionType),
            typeof(AppGroupClaim),
            typeof(AppTokenType),
            typeof(AppGroupFormat),
            typeof(TemplateOwned),
            typeof(AppSettingFormat),
            typeof(TemplateFlow),
            typeof(VendorAppCheck),
            typeof(VendorAppKind),
            typeof(AppRoleMemberType),
        ];

        Assert.Equal(
            types.Select(type => string.Join(' ', Enum.GetNames(type).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal),
            lists
        );
    }

    [Theory]
    [MemberData(nameof(TemplatesFolder.AllIds), MemberType = typeof(TemplatesFolder))]
    public void Every_template_of_the_module_has_no_fault(string vendor) =>
        Assert.Equal(vendor, TemplateReader.Read(Path.Combine(TemplatesFolder.Folder, $"{vendor.ToLowerInvariant()}.json")).Id);

    [Fact]
    public void The_documentation_lists_the_names_that_no_parameter_can_have() =>
        Assert.Equal(
            TemplateParameterRules.Reserved.Order(StringComparer.Ordinal),
            Page()
                .Split("- **reserved**")[1]
                .Split("\n- **")[0]
                .Split('`')
                .Where((_, place) => place % 2 == 1)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_templates_in_the_documentation_have_no_fault_and_the_second_has_one_of_each_part()
    {
        string[] templates = [.. Page().Split("@'\n").Skip(1).Select(text => text.Split("\n'@")[0])];
        Assert.Equal(["Acme", "AcmeAll", "AcmeApi"], templates.Select(text => TemplatesFolder.Read(text).Id));
        string[] others =
        [
            "kind",
            "variants",
            "vendorApp",
            "formats",
            "symptoms",
            "notes",
            "schemaVersion",
            "severalCredentials",
            "values",
            "apps",
        ];
        Assert.Empty(
            from part in TemplateReader.Schema.Member("properties")!.Members.Select(member => member.Name).Except(others)
            where !templates[1].Contains($"\"{part}\":", StringComparison.Ordinal)
            select part
        );
    }

    [Fact]
    public void Every_placeholder_is_in_the_documentation()
    {
        var page = Page();
        // The page lists those of the endpoints once, as those of the tenant.
        Assert.Empty(
            from name in Placeholder.OfTenant.Concat(Placeholder.OfApp)
            let told = name.StartsWith("endpoint.", StringComparison.Ordinal) && name != "endpoint.tenantSegment"
                ? $"tenant.{name[9..]}"
                : name
            where !page.Contains($"`{{{told}}}`", StringComparison.Ordinal)
            select told
        );
    }

    [Fact]
    public void Every_field_is_described_for_editors()
    {
        Assert.Empty(Bare(TemplateReader.Schema, ""));

        static IEnumerable<string> Bare(PositionedJson rules, string path) =>
            (rules.Member("properties")?.Members ?? [])
                .SelectMany(field =>
                    Bare(field.Value, $"{path}/{field.Name}")
                        .Concat(
                            (field.Value.Member("description") ?? Referenced(field.Value)?.Member("description")) is null
                                ? [$"{path}/{field.Name}"]
                                : []
                        )
                )
                .Concat(rules.Member("items") is { } items ? Bare(items, path) : []);

        static PositionedJson? Referenced(PositionedJson field) =>
            field.Member("$ref") is { } reference
                ? reference.Text.Split('/').Skip(1).Aggregate(TemplateReader.Schema, (found, name) => found.Member(name)!)
                : null;
    }

    private static string Page() =>
        File.ReadAllText(Path.Combine(TemplatesFolder.Folder, "..", "..", "docs", "templates.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Every_template_of_the_module_is_tested_here() =>
        Assert.Equal(Directory.GetFiles(TemplatesFolder.Folder, "*.json").Length - 1, TemplatesFolder.Ids.Count());

    private static string Shape(PositionedJson value) =>
        value.Kind switch
        {
            JsonValueKind.Object => $"{{{string.Join(',', value.Members.Select(member => $"{member.Name}:{Shape(member.Value)}"))}}}",
            JsonValueKind.Array => $"[{string.Join(',', value.Items.Select(Shape))}]",
            _ => value.Text,
        };

    private static IEnumerable<string> Keywords(PositionedJson rules)
    {
        foreach (var member in rules.Members)
        {
            yield return member.Name;
            var inner =
                member.Name is "properties" or "$defs" ? member.Value.Members.Select(item => item.Value)
                : member.Value.Kind == JsonValueKind.Object ? [member.Value]
                : [];
            foreach (var keyword in inner.SelectMany(Keywords))
            {
                yield return keyword;
            }
        }
    }

    private static IEnumerable<string> SchemaFields(PositionedJson rules, string path)
    {
        foreach (var member in rules.Member("properties")?.Members ?? [])
        {
            if (member.Name == "$schema")
            {
                continue;
            }

            yield return $"{path}/{member.Name}";
            foreach (var field in SchemaFields(member.Value.Member("items") ?? member.Value, $"{path}/{member.Name}"))
            {
                yield return field;
            }
        }
    }

    private static IEnumerable<string> ModelFields(Type type, string path)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var name = $"{path}/{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}";
            yield return name;
            var inner = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
            if (inner is { IsClass: true, Namespace: "EntraAppCmdlets.Guides" })
            {
                foreach (var field in ModelFields(inner, name))
                {
                    yield return field;
                }
            }
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Enums(PositionedJson rules)
    {
        foreach (var member in rules.Members)
        {
            if (member is { Name: "enum", Value.Kind: JsonValueKind.Array })
            {
                yield return [.. member.Value.Items.Select(item => item.Text)];
            }

            foreach (var list in Enums(member.Value))
            {
                yield return list;
            }
        }
    }
}
