# Permissions as a person at the prompt finds and completes them.

BeforeAll {
    Import-Module "$PSScriptRoot/../../EntraAppCmdlets.psd1"

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches
    }
}

Describe 'Find-AppPermission' {
    It 'finds a permission in each of its types' {
        $found = Find-AppPermission Group.ReadWrite.All -Resource Graph
        $found.Type | Should -Be Delegated, Application
        $found[0] -is [EntraAppCmdlets.AppPermission] | Should -BeTrue
        $found[1].Id | Should -Be 62a82d76-70ea-41e2-9197-370581804d09
        $found[1].AdminConsentRequired | Should -BeTrue
        $found[1].Risk | Should -Be High
        $found[1].ControlsTenant | Should -BeFalse
    }

    It 'takes wildcards, types, APIs and a least risk' {
        $found = Find-AppPermission Role*.Directory -Type Application -Resource 'Microsoft Graph' -Risk Critical
        $found.Count | Should -BeGreaterThan 2
        $found.Type | Select-Object -Unique | Should -Be Application
        $found.Risk | Select-Object -Unique | Should -Be Critical
        ($found | Where-Object Name -EQ RoleManagement.ReadWrite.Directory).ControlsTenant | Should -BeTrue
    }

    It 'takes names from the pipeline, goes on after a wrong one, and names the nearest' {
        $found = 'Group.Create', 'Uesr.Read.All', 'Mail.Send' | Find-AppPermission -Type Application -Resource Graph -ErrorVariable problem -ErrorAction SilentlyContinue
        $found.Name | Should -Be Group.Create, Mail.Send
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'PermissionNotFound,*'
        $problem[0].CategoryInfo.Category | Should -Be ObjectNotFound
        $problem[0].TargetObject | Should -Be Uesr.Read.All
        "$($problem[0])" | Should -BeLike '*nearest application permissions are User.Read.All, *'
    }

    It 'says that a permission exists in the other type only' {
        Find-AppPermission User.Read -Type Application -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        "$($problem[0])" | Should -BeLike "'User.Read' exists as delegated permission of Microsoft Graph only*User.Read.All*"
    }

    It 'stays silent where a pattern fits nothing' {
        Find-AppPermission No.Such.* -ErrorVariable problem | Should -BeNullOrEmpty
        $problem.Count | Should -Be 0
    }

    It 'stops at an API that it does not hold, and names those that it does' {
        { Find-AppPermission User.Read -Resource Contoso } | Should -Throw "*doesn't hold the API 'Contoso'*" -ErrorId 'ApiNotInCatalogue,*'
    }

    It 'writes as it finds, so that the first one ends the search' {
        @(Find-AppPermission | Select-Object -First 1).Count | Should -Be 1
    }

    It 'writes what takes a name by the pipeline again' {
        (Find-AppPermission User.Read -Type Delegated | Find-AppPermission).Name | Should -Contain User.Read
    }
}

Describe 'Tab' {
    It 'offers only names of the type and API that the line has' {
        $offered = Get-Completion 'Find-AppPermission -Type Application -Resource Graph -Name Group.'
        $offered.CompletionText | Should -Contain Group.Create
        $offered.CompletionText | Should -Be (Find-AppPermission Group.* -Type Application -Resource Graph).Name
        $offered[0].ToolTip | Should -BeLike 'Application permission of Microsoft Graph, needs admin consent*'
    }

    It 'offers each name once and tells of both types' {
        $offered = @(Get-Completion 'Find-AppPermission -Resource Graph Group.ReadWrite.A')
        $offered.CompletionText | Should -Be Group.ReadWrite.All
        $offered.ToolTip | Should -Match '(?s)Delegated permission.*Application permission'
    }

    It 'finds a part of a name where none begins so' {
        (Get-Completion 'Find-AppPermission -Type Application Management.ReadWrite.Dir').CompletionText | Should -Be RoleManagement.ReadWrite.Directory
    }

    It 'goes on in a list of names and inside quotes' {
        (Get-Completion 'Find-AppPermission Mail.Send, Group.Cre').CompletionText | Should -Be Group.Create
        (Get-Completion "Find-AppPermission 'Group.Cre").CompletionText | Should -Be Group.Create
    }

    It 'offers nothing for an API that the catalogue does not hold' {
        @(Get-Completion 'Find-AppPermission -Resource Contoso -Name Us' | Where-Object ResultType -EQ ParameterValue).Count | Should -Be 0
    }

    It 'offers the APIs, quoted' {
        (Get-Completion 'Find-AppPermission -Resource share').CompletionText | Should -Be "'Office 365 SharePoint Online'"
    }

    It 'answers a warm prompt within a tenth of a second' {
        $null = Get-Completion 'Find-AppPermission Us'
        $best = 1..5 | ForEach-Object { (Measure-Command { Get-Completion 'Find-AppPermission Us' }).TotalMilliseconds } | Sort-Object | Select-Object -First 1
        $best | Should -BeLessThan 100
    }
}
